import type { Actor } from '../wire/exchange.ts';
import type { Middleware } from '../wire/recorder.ts';
import type { WireLog } from '../wire/wire-log.ts';
import { createEncryptedChannel } from './encrypted-channel.ts';
import { serverOf } from './server-of.ts';

/** An eavesdropper in front of a server. Copies each request body into the log, as it is on the wire. */
export function eavesdrop(log: WireLog, { server, tls }: { server: Actor; tls: boolean }): Middleware {
  return (next) => async (url, init) => {
    const { body } = init;
    if (serverOf(url) !== server || typeof body !== 'string') return next(url, init);
    const encrypted = tls ? await createEncryptedChannel() : undefined;
    const onTheWire = encrypted ? await encrypted.encrypt(body) : body;
    log.open({
      atMs: Date.now(),
      from: 'client',
      to: 'attacker',
      channel: 'back',
      // TLS encrypts the path, but not the host name.
      request: {
        method: 'POST',
        url: encrypted ? `${new URL(url).origin}/` : url,
        headers: encrypted ? {} : { 'content-type': new Headers(init.headers).get('Content-Type') ?? '' },
        body: onTheWire,
      },
      outcome: { kind: 'left' },
    });
    return next(url, { ...init, body: encrypted ? await encrypted.decrypt(onTheWire) : onTheWire });
  };
}
