import { expect, it } from 'vitest';
import { createGate } from '../debugger/gate.ts';
import { endlessBody } from '../testing/endless-body.ts';
import { MOST_COPIED_OCTETS } from './bounded-copy.ts';
import { type Actor, answerOf } from './exchange.ts';
import { recordNetwork } from './recorder.ts';
import { createWireLog } from './wire-log.ts';

/** A network that answers every request with this, recorded. */
function recorded(answer: () => Response) {
  const log = createWireLog();
  const options = { log, gate: createGate(), now: () => 0, takeServerView: () => [] };
  const way = { from: 'client', to: (): Actor => 'MCP server', channel: 'back' } as const;
  return { log, network: recordNetwork(async () => answer(), options, way) };
}

it('an answer is in the log before its receiver reads it, and reaches the receiver whole', async () => {
  const text = `${'a'.repeat(MOST_COPIED_OCTETS)}éend`;
  const { log, network } = recorded(() => new Response(text, { status: 201 }));
  const response = await network('https://mcp.example/', {});
  expect(answerOf(log.getSnapshot()[0] ?? fail())).toMatchObject({
    status: 201,
    body: 'a'.repeat(MOST_COPIED_OCTETS),
  });
  expect(await response.text()).toBe(text);
});

it('an answer without end is read to the bound of the copy, and by its receiver from there on', async () => {
  const { body, taken } = endlessBody('a'.repeat(1024));
  const { log, network } = recorded(() => new Response(body));
  const response = await network('https://mcp.example/', {});
  expect(taken.octets).toBeLessThanOrEqual(MOST_COPIED_OCTETS + 1024);
  expect(answerOf(log.getSnapshot()[0] ?? fail())?.body).toHaveLength(MOST_COPIED_OCTETS);
  await response.body?.cancel();
  expect(taken.cancelled).toBe(true);
});

function fail(): never {
  throw new Error('Nothing was logged.');
}
