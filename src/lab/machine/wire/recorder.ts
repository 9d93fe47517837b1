import type { Gate } from '../debugger/gate.ts';
import { readBeginning } from './bounded-copy.ts';
import { type Actor, type Channel, isSameMessage, type ServerView, type WireMessage } from './exchange.ts';
import type { WireLog } from './wire-log.ts';

/** A network as a function of requests. */
export type Network = (url: string, init: RequestInit) => Promise<Response>;

/** Code that may observe and change requests between actors and servers, or respond to requests. */
export type Middleware = (next: Network) => Network;

export interface RecorderOptions {
  log: WireLog;
  gate: Gate;
  now(): number;
  /** Returns what the server observed since the last call. */
  takeServerView(): readonly ServerView[];
}

/**
 * Wraps a network so that each request is logged as an exchange and passes the gate, which may hold, change or drop it.
 * The sender does not notice the wrapper.
 *
 * @throws TypeError for a dropped request, as `fetch` does after a network error.
 */
export function recordNetwork(
  network: Network,
  { log, gate, now, takeServerView }: RecorderOptions,
  { from, to, channel }: { from: Actor; to(url: string): Actor; channel: Channel },
): Network {
  return async (url, init) => {
    const request = await readMessage(url, init);
    const id = log.open({ atMs: now(), from, to: to(url), channel, request, outcome: { kind: 'held' } });
    const passed = await gate.pass(id, request);
    if (passed === 'dropped') {
      log.update(id, { outcome: { kind: 'dropped' } });
      throw new TypeError('The message was dropped.');
    }
    log.update(id, {
      request: passed,
      atMs: now(),
      outcome: { kind: 'waiting' },
      ...(!isSameMessage(passed, request) && { edited: true as const }),
    });
    takeServerView();
    const startedMs = performance.now();
    try {
      const response = await network(passed.url, {
        ...init,
        method: passed.method,
        headers: { ...passed.headers },
        ...(init.body != null && { body: passed.body }),
      });
      const { text, response: handedOn } = await readBeginning(response);
      const { status, headers } = response;
      const received = { status, headers: Object.fromEntries(headers), body: text };
      const tookMs = Math.round(performance.now() - startedMs);
      log.update(id, {
        outcome: { kind: 'answered', response: received, tookMs },
        serverView: takeServerView(),
      });
      return handedOn;
    } catch (error) {
      log.update(id, { outcome: { kind: 'failed' } });
      throw error;
    }
  };
}

async function readMessage(url: string, init: RequestInit): Promise<WireMessage> {
  const { method, headers, body, signal: _, ...rest } = { ...init };
  const request = new Request(url, {
    ...rest,
    ...(method !== undefined && { method }),
    ...(headers !== undefined && { headers }),
    ...(body != null && { body }),
  });
  return {
    method: request.method,
    url,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  };
}
