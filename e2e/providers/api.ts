import type { AccessToken } from './issued-tokens.ts';

/** A REST API. It accepts only access tokens that one provider has issued for this API. */
export interface Api {
  url: string;
  fetch(request: Request): Promise<Response>;
}

/**
 * @param url the URL of the notes.
 * @param audience the required audience of a token. It is `undefined` for the provider's own API, because only the
 * provider can read tokens for this API.
 */
export function createApi({
  url,
  audience,
  introspect,
  origins,
}: {
  url: string;
  audience: string | undefined;
  introspect(accessToken: string): AccessToken | undefined | Promise<AccessToken | undefined>;
  origins: readonly string[];
}): Api {
  async function answer(request: Request): Promise<Response> {
    if (request.url !== url) return new Response(null, { status: 404 });
    if (request.method === 'OPTIONS') {
      return new Response(null, {
        status: 204,
        headers: { 'Access-Control-Allow-Methods': 'GET', 'Access-Control-Allow-Headers': 'authorization' },
      });
    }
    const bearer = /^Bearer (.+)$/.exec(request.headers.get('Authorization') ?? '')?.[1];
    const token = await introspect(bearer ?? '');
    if (!token || token.audience !== audience) {
      return new Response(null, {
        status: 401,
        headers: {
          'WWW-Authenticate': 'Bearer error="invalid_token"',
          'Access-Control-Expose-Headers': 'WWW-Authenticate',
        },
      });
    }
    return Response.json({ notes: [{ id: '1', text: 'Buy milk', written: '2026-11-26T12:00:00Z' }] });
  }

  return {
    url,
    async fetch(request) {
      const response = await answer(request);
      const origin = request.headers.get('Origin') ?? '';
      if (origins.includes(origin)) response.headers.set('Access-Control-Allow-Origin', origin);
      return response;
    },
  };
}
