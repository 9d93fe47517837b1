import type { Context } from './context.ts';
import type { Parameters } from './parameters.ts';
import type { Rejection } from './rejections.ts';
import type { RegisteredClient } from './store.ts';

/**
 * Finds out which client asks (RFC 6749 §2.3). A public client says who it is and cannot prove it: the
 * verifier proves the rest. A confidential one shows the secret that it was registered with, in the form it
 * was registered for and in no other.
 */
export async function authenticateClient(
  { store }: Context,
  parameters: Parameters,
  authorization: string | null,
): Promise<RegisteredClient | Rejection> {
  const basic = readBasic(authorization);
  const client = await store.get('clients', basic?.clientId ?? parameters.get('client_id') ?? '');
  const shown: Record<RegisteredClient['tokenEndpointAuthMethod'], string | undefined> = {
    none: undefined,
    client_secret_post: parameters.get('client_secret'),
    client_secret_basic: basic?.secret,
  };
  if (!client) return { reason: 'client authentication failed' };
  const method = client.tokenEndpointAuthMethod;
  const proven = method === 'none' ? !basic : shown[method] === client.clientSecret;
  return proven && (method === 'none' || client.clientSecret !== undefined)
    ? client
    : { reason: 'client authentication failed' };
}

/** Both halves are form-encoded before they are put together (RFC 6749 §2.3.1). */
function readBasic(authorization: string | null): { clientId: string; secret: string } | undefined {
  const encoded = /^Basic +(.+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [clientId = '', secret = ''] = base64Decode(encoded).split(':').map(formDecode);
  return { clientId, secret };
}

/** What is not base64 names no client. */
function base64Decode(text: string): string {
  try {
    return atob(text);
  } catch {
    return '';
  }
}

const formDecode = (text: string): string => new URLSearchParams(`value=${text}`).get('value') ?? '';
