import { type Context, unlessTolerated } from './context.ts';
import type { Parameters } from './parameters.ts';
import type { Rejection } from './rejections.ts';
import type { RegisteredClient } from './store.ts';

const FAILED: Rejection = { reason: 'client authentication failed' };

/** RFC 6749 §2.3. A confidential client has to present its secret with the method of its registration. */
export async function authenticateClient(
  context: Context,
  parameters: Parameters,
  authorization: string | null,
): Promise<RegisteredClient | Rejection> {
  const basic = authorization === null ? undefined : readBasic(authorization);
  const secret = parameters.get('client_secret');
  // This server accepts no assertion (RFC 7521 §4.2), but an assertion counts as an authentication method.
  const asserted = parameters.has('client_assertion') || parameters.has('client_assertion_type');
  const ways = [authorization !== null, secret !== undefined, asserted].filter(Boolean).length;
  if (ways > 1) return { reason: 'several client authentications' };
  if (asserted || (authorization !== null && !basic)) return FAILED;

  const clientId = parameters.get('client_id');
  if (basic && clientId !== undefined && clientId !== basic.clientId) {
    return { reason: 'client_id differs from the authentication' };
  }
  const client = await context.store.get('clients', basic?.clientId ?? clientId ?? '');
  if (!client) return FAILED;
  const shown: Record<RegisteredClient['tokenEndpointAuthMethod'], string | undefined> = {
    none: undefined,
    client_secret_post: secret,
    client_secret_basic: basic?.secret,
  };
  const method = client.tokenEndpointAuthMethod;
  if (method === 'none') return ways === 0 ? client : FAILED;
  if (client.clientSecret !== undefined && shown[method] === client.clientSecret) return client;
  return unlessTolerated(context, ways === 0 && !context.policy.clientAuthentication, FAILED) ?? client;
}

/** The headers of a refusal; a response with the status 401 has a challenge (RFC 9110 §15.5.2). */
export function refusalHeaders({ reason }: Rejection, issuer: string): Record<string, string> {
  if (reason === 'method not allowed') return { Allow: 'POST, OPTIONS' };
  return reason === FAILED.reason ? { 'WWW-Authenticate': `Basic realm="${issuer}"` } : {};
}

/** Form-encoded, so that it contains no colon and no `&` (RFC 6749 §2.3.1, appendix B). */
const HALF = /^(?:[\w.~!*'()+-]|%[\da-f]{2})+$/i;

/** @returns `undefined` for any text but Basic credentials that a strict parser accepts. */
function readBasic(authorization: string): { clientId: string; secret: string } | undefined {
  const encoded = /^Basic +([A-Za-z\d+/]+={0,2})$/i.exec(authorization)?.[1];
  const halves = encoded === undefined ? [] : base64Decode(encoded).split(':');
  const [clientId, secret] = halves.map(formDecode);
  return halves.length === 2 && clientId !== undefined && secret !== undefined
    ? { clientId, secret }
    : undefined;
}

/** Decodes base64 in its canonical spelling (RFC 4648 §3.5). Returns an empty text for any other text. */
function base64Decode(text: string): string {
  try {
    const decoded = atob(text);
    return btoa(decoded) === text ? decoded : '';
  } catch {
    return '';
  }
}

function formDecode(text: string): string | undefined {
  if (!HALF.test(text)) return undefined;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
