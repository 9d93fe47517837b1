import { ISSUER, SERVER } from './browser.ts';

export const isResourceMetadata = ({ url }: Request) => url.includes('oauth-protected-resource');
export const isServerMetadata = ({ url }: Request) => url.includes('oauth-authorization-server');

export const isMcp = ({ url }: Request) => url.startsWith(SERVER);
export const isTokenEndpoint = ({ url }: Request) => url === `${ISSUER}/token`;
export const isTokenRequest = ({ method, url }: Pick<Request, 'method' | 'url'>) =>
  method === 'POST' && url.endsWith('/token');

/** Responds to token requests by their form; `undefined` passes the request to the server. */
export const atTokenEndpoint =
  (respond: (form: URLSearchParams) => Response | undefined | Promise<Response | undefined>) =>
  async (request: Request): Promise<Response | undefined> =>
    isTokenRequest(request) ? respond(new URLSearchParams(await request.text())) : undefined;

/** Responds to the POST requests to addresses that end with a path. */
export const postsTo =
  (path: string, respond: () => Response | Promise<Response>) =>
  ({ url, method }: Request): Response | Promise<Response> | undefined =>
    method === 'POST' && url.endsWith(path) ? respond() : undefined;

/** Responds to the calls with a token, except the made-up token of the check. */
export const callsWithToken =
  (respond: () => Response) =>
  ({ url, headers }: Request): Response | undefined =>
    url.startsWith(SERVER) && !['', 'Bearer not-a-token'].includes(headers.get('Authorization') ?? '')
      ? respond()
      : undefined;

/** A token endpoint that gives this response to the exchanges with these numbers, counted from 1. */
export const exchanging = (
  isRefused: (count: number) => boolean,
  answer: () => Response | Promise<Response>,
) => {
  let count = 0;
  return atTokenEndpoint((form) => {
    if (form.get('code') === 'not-a-code') return undefined;
    count += 1;
    return isRefused(count) ? answer() : undefined;
  });
};
