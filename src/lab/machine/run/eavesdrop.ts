import type { Actor } from '../wire/exchange.ts';
import type { Middleware } from '../wire/recorder.ts';
import type { WireLog } from '../wire/wire-log.ts';
import { createSealedLine } from './sealed-line.ts';
import { serverOf } from './server-of.ts';

/** An eavesdropper on the way to a server: copies each body into the log as it is on the line, plain or sealed. */
export function eavesdrop(log: WireLog, { server, tls }: { server: Actor; tls: boolean }): Middleware {
  return (next) => async (url, init) => {
    const { body } = init;
    if (serverOf(url) !== server || typeof body !== 'string') return next(url, init);
    const line = tls ? await createSealedLine() : undefined;
    const onTheLine = line ? await line.seal(body) : body;
    log.open({
      atMs: Date.now(),
      from: 'client',
      to: 'attacker',
      channel: 'back',
      // The address itself is inside of what is sealed; the name of the machine is not.
      request: {
        method: 'POST',
        url: line ? `${new URL(url).origin}/` : url,
        headers: line ? {} : { 'content-type': new Headers(init.headers).get('Content-Type') ?? '' },
        body: onTheLine,
      },
      outcome: { kind: 'left' },
      serverView: [],
    });
    return next(url, { ...init, body: line ? await line.open(onTheLine) : onTheLine });
  };
}
