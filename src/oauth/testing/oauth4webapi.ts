import * as oauth from 'oauth4webapi';
import { ISSUER, SERVER } from './examples.ts';
import type { SentRequest } from './platform.ts';
import { formOf } from './servers.ts';

/** What oauth4webapi, an independent implementation, sends for the same inputs. */
export async function theirRequest(
  send: (fetch: {
    [oauth.customFetch](
      url: string,
      init: oauth.CustomFetchOptions<string, URLSearchParams>,
    ): Promise<Response>;
  }) => Promise<unknown>,
) {
  let sent: { url: string; form: Record<string, string>; type: string | null } | undefined;
  await send({
    async [oauth.customFetch](url, { body, headers }) {
      sent = {
        url,
        form: Object.fromEntries(new URLSearchParams(body)),
        type: new Headers(headers).get('Content-Type'),
      };
      return new Response();
    },
  });
  return sent;
}

export const ourRequest = (request: SentRequest | undefined) => ({
  url: request?.url,
  form: formOf(request),
  type: request?.headers.get('Content-Type'),
});

export const THEIR_SERVER: oauth.AuthorizationServer = {
  issuer: ISSUER,
  token_endpoint: SERVER.tokenEndpoint,
  revocation_endpoint: `${ISSUER}/revoke`,
};

export const THEIR_CLIENT: oauth.Client = { client_id: 'app' };
