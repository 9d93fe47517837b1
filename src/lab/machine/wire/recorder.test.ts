import { expect, it } from 'vitest';
import { createGate } from '../debugger/gate.ts';
import { endlessBody } from '../testing/endless-body.ts';
import { MOST_COPIED_OCTETS } from './bounded-copy.ts';
import { type Actor, responseOf } from './exchange.ts';
import { recordNetwork } from './recorder.ts';
import { createWireLog } from './wire-log.ts';

/** A recorded network with the same response to every request. */
function recorded(respond: () => Response) {
  const log = createWireLog();
  const options = { log, gate: createGate(), now: () => 0, takeServerView: () => [] };
  const way = { from: 'client', to: (): Actor => 'MCP server', channel: 'back' } as const;
  return { log, network: recordNetwork(async () => respond(), options, way) };
}

it('a response is in the log before its receiver reads it, and reaches the receiver whole', async () => {
  const text = `${'a'.repeat(MOST_COPIED_OCTETS)}éend`;
  const { log, network } = recorded(() => new Response(text, { status: 201 }));
  const response = await network('https://mcp.example/', {});
  expect(responseOf(log.getSnapshot()[0] ?? fail())).toMatchObject({
    status: 201,
    body: 'a'.repeat(MOST_COPIED_OCTETS),
  });
  expect(await response.text()).toBe(text);
});

it('an endless response is copied up to the limit, and its rest is read only by its receiver', async () => {
  const { body, taken } = endlessBody('a'.repeat(1024));
  const { log, network } = recorded(() => new Response(body));
  const response = await network('https://mcp.example/', {});
  expect(taken.octets).toBeLessThanOrEqual(MOST_COPIED_OCTETS + 1024);
  expect(responseOf(log.getSnapshot()[0] ?? fail())?.body).toHaveLength(MOST_COPIED_OCTETS);
  await response.body?.cancel();
  expect(taken.cancelled).toBe(true);
});

function fail(): never {
  throw new Error('Nothing was logged.');
}
