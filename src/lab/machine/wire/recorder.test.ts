import { expect, it } from 'vitest';
import { createGate } from '../debugger/gate.ts';
import { endlessBody } from '../testing/endless-body.ts';
import { testExchange } from '../testing/exchange.ts';
import { copyWhileRead, MOST_COPIED_OCTETS } from './bounded-copy.ts';
import { type Actor, responseOf, type ServerView } from './exchange.ts';
import { recordNetwork } from './recorder.ts';
import { createWireLog } from './wire-log.ts';

/** Waits so long that a stream which reads ahead would call `pull`. */
const nextTurn = () => new Promise(setImmediate);

/** A recorded network with the same response to every request. */
function recorded(respond: (url: string, init: RequestInit) => Response) {
  const log = createWireLog();
  const gate = createGate();
  const seen: ServerView[] = [];
  const options = { log, gate, now: () => 7, takeServerView: () => seen.splice(0) };
  const way = { from: 'client', to: (): Actor => 'MCP server', channel: 'back' } as const;
  const network = recordNetwork(async (url, init) => respond(url, init), options, way);
  return { log, gate, network, sees: (view: ServerView) => void seen.push(view) };
}

it('a response is in the log before its receiver reads it, and reaches the receiver complete', async () => {
  const text = `${'a'.repeat(MOST_COPIED_OCTETS)}éend`;
  const { log, network } = recorded(() => new Response(text, { status: 201 }));
  const response = await network('https://mcp.example/', {});
  const body = 'a'.repeat(MOST_COPIED_OCTETS);
  expect(responseOf(log.getSnapshot()[0] ?? fail())).toMatchObject({ status: 201, body });
  expect(await response.text()).toBe(text);
});

it('an endless response is copied up to the limit, and only the receiver reads the rest', async () => {
  const { body, taken } = endlessBody('a'.repeat(1024));
  const { log, network } = recorded(() => new Response(body));
  const response = await network('https://mcp.example/', {});
  await nextTurn();
  expect(taken.octets).toBeLessThanOrEqual(MOST_COPIED_OCTETS + 1024);
  expect(responseOf(log.getSnapshot()[0] ?? fail())?.body).toHaveLength(MOST_COPIED_OCTETS);
  await response.body?.cancel();
  expect(taken.cancelled).toBe(true);
});

const TYPE = { 'content-type': 'text/plain;charset=UTF-8' };
const ENTRY = { atMs: 0, by: 'MCP server', event: 'refused', detail: 'expired' } as const;
const VIEW: ServerView = { kind: 'wrote down', entry: ENTRY };

it('a request is sent as the learner changed it, and the log has what the server saw until it responded', async () => {
  const sent: [string, RequestInit][] = [];
  const { log, gate, network, sees } = recorded((url, init) => {
    sent.push([url, init]);
    expect(log.getSnapshot()[0]?.outcome).toEqual({ kind: 'waiting' });
    sees(VIEW);
    return new Response('yes', { headers: { a: 'b' } });
  });
  const { signal } = new AbortController();
  sees(VIEW);
  gate.setStepping(true);
  const request = { method: 'PUT', url: 'https://mcp.example/', headers: { c: 'd' }, body: 'e' };
  const responding = network(request.url, { method: 'PUT', headers: { c: 'd' }, body: 'e', signal });
  await expect.poll(() => gate.getSnapshot()).toMatchObject({ status: 'paused', exchangeId: 1 });
  const common = { id: 1, atMs: 7, from: 'client', to: 'MCP server', channel: 'back' };
  const typed = { ...request, headers: { c: 'd', ...TYPE } };
  const held = { ...common, request: typed, outcome: { kind: 'held' }, serverView: [] };
  expect(log.getSnapshot()).toEqual([held]);
  const changed = { ...request, url: 'https://mcp.example/f', method: 'POST', body: 'g' };
  gate.send(changed);
  const beforeMs = performance.now();
  await responding;
  const mostMs = Math.ceil(performance.now() - beforeMs);
  expect(sent).toEqual([[changed.url, { method: 'POST', headers: { c: 'd' }, body: 'g', signal }]]);
  const response = { status: 200, headers: { a: 'b', ...TYPE }, body: 'yes' };
  const tookMs = expect.toSatisfy((ms: number) => ms >= 0 && ms <= mostMs);
  const outcome = { kind: 'answered', response, tookMs };
  const answered = { ...common, request: changed, edited: true, outcome, serverView: [VIEW] };
  expect(log.getSnapshot()).toEqual([answered]);
});

it('a request without a body is sent without a body, and a response without a body reaches the receiver', async () => {
  const sent: RequestInit[] = [];
  const given = new Response(null, { status: 204 });
  const { log, network } = recorded((_url, init) => {
    sent.push(init);
    return given;
  });
  expect(await network('https://mcp.example/', {})).toBe(given);
  expect(sent).toEqual([{ method: 'GET', headers: {} }]);
  expect(responseOf(log.getSnapshot()[0] ?? fail())).toEqual({ status: 204, headers: {}, body: '' });
});

it('a request that is dropped or fails is rejected, and the log says so', async () => {
  const { log, gate, network } = recorded(() => {
    throw new TypeError('Failed to fetch');
  });
  await expect(network('https://mcp.example/', {})).rejects.toThrow('Failed to fetch');
  gate.setStepping(true);
  const error = new TypeError('The message was dropped.');
  const dropped = expect(network('https://mcp.example/', {})).rejects.toThrow(error);
  await expect.poll(() => gate.getSnapshot().status).toBe('paused');
  expect(log.getSnapshot()[0]?.outcome).toEqual({ kind: 'failed' });
  gate.drop();
  await dropped;
  expect(log.getSnapshot()[1]?.outcome).toEqual({ kind: 'dropped' });
});

/** A response whose body is copied while it is read, and the copies. */
function copied(body: BodyInit | null) {
  const given = Object.defineProperty(new Response(body, { status: 201, headers: { a: 'b' } }), 'url', {
    value: 'https://mcp.example/',
  });
  const copies: string[] = [];
  return { given, copies, response: copyWhileRead(given, (copy) => copies.push(copy)) };
}

it('the recorder makes one copy of what the receiver reads, and the response keeps its properties', async () => {
  const octets = new ReadableStream({
    start(controller) {
      for (const octet of new TextEncoder().encode('é and more')) controller.enqueue(Uint8Array.of(octet));
      controller.close();
    },
  });
  const { given, copies, response } = copied(octets);
  expect(copies).toEqual([]);
  const { status, url, type, redirected } = given;
  expect(response).toMatchObject({ status, url, type, redirected });
  expect(response.headers.get('a')).toBe('b');
  expect(await response.text()).toBe('é and more');
  expect(copies).toEqual(['é and more']);
  const empty = copied(null);
  expect([empty.copies, empty.response]).toEqual([[''], empty.given]);
});

it('a copy ends at the limit, when the receiver cancels, and when the network fails', async () => {
  const { body, taken } = endlessBody('a'.repeat(60_000));
  const long = copied(body);
  const reader = long.response.body?.getReader();
  await nextTurn();
  expect(taken.octets).toBe(0);
  for (let reads = 0; reads < 3; reads += 1) await reader?.read();
  expect(long.copies).toEqual(['a'.repeat(MOST_COPIED_OCTETS)]);
  await reader?.cancel();
  expect([taken.cancelled, long.copies.length]).toEqual([true, 1]);

  const cancelled = copied(endlessBody('abc').body);
  await cancelled.response.body?.cancel();
  expect(cancelled.copies).toEqual(['']);

  let pulled = 0;
  const broken = copied(
    new ReadableStream({
      pull(controller) {
        pulled += 1;
        if (pulled > 1) controller.error(new TypeError('broken off'));
        else controller.enqueue(new TextEncoder().encode('abc'));
      },
    }),
  );
  await expect(broken.response.text()).rejects.toThrow('broken off');
  expect(broken.copies).toEqual(['abc']);
});

it('the wire log keeps the newest 5,000 exchanges', () => {
  const log = createWireLog();
  for (let index = 0; index < 5_010; index += 1) log.open(testExchange());
  expect(log.getSnapshot()).toHaveLength(5_000);
  expect(log.getSnapshot()[0]?.id).toBe(11);
});

it('the wire log numbers exchanges and runs, even after it was restored or cleared', () => {
  const log = createWireLog();
  const numbers = () => log.getSnapshot().map(({ id, run = 0 }) => `${id} of run ${run}`);
  expect(log.open(testExchange())).toBe(1);
  const run = log.beginRun();
  run.open(testExchange());
  log.beginRun();
  log.open(testExchange());
  run.open(testExchange());
  expect(numbers()).toEqual(['1 of run 0', '2 of run 1', '3 of run 2', '4 of run 1']);
  log.update(2, { from: 'attacker' });
  expect(log.getSnapshot().map(({ from }) => from)).toEqual(['client', 'attacker', 'client', 'client']);
  log.restore([testExchange({}, {}, { id: 7, run: 4 }), testExchange({}, {}, { id: 9 })]);
  log.open(testExchange());
  log.beginRun().open(testExchange());
  expect(numbers()).toEqual(['7 of run 4', '9 of run 0', '10 of run 4', '11 of run 5']);
  log.clear();
  log.open(testExchange());
  expect(numbers()).toEqual(['1 of run 0']);
  expect(log.getSnapshot()[0]).not.toHaveProperty('run');
  log.restore([]);
  expect(log.open(testExchange())).toBe(1);
});

function fail(): never {
  throw new Error('Nothing was logged.');
}
