import { createHash } from 'node:crypto';
import { APP } from '../app.ts';
import type { Provider } from '../provider.ts';

/** The parameters of a request. A parameter with the value `undefined` is not sent. */
export type Parameters = Record<string, string | undefined>;

export const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

export function parametersOf(values: Parameters): URLSearchParams {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] satisfies [string, string]],
  );
  return new URLSearchParams(given);
}

/** Opens the authorization endpoint. Does not use the client of this project. */
export function visitAuthorization(
  { profile, fetch }: Provider,
  changes: Parameters = {},
): Promise<Response> {
  const { client, endpoints } = profile;
  const query = parametersOf({
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: client.redirectUris[0],
    scope: client.scopes.join(' '),
    state: 'state-1',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...changes,
  });
  return fetch(new Request(`${endpoints.authorization}?${query}`));
}

/** The `Location` of a response. It is empty if the response is no redirect. */
export const sentTo = (response: Response): string => response.headers.get('Location') ?? '';

/** The parameters that the callback gets from the authorization endpoint. */
export const authorizationResponse = async (provider: Provider, changes: Parameters = {}) =>
  new URL(sentTo(await visitAuthorization(provider, changes))).searchParams;

/** Sends a token request like the page of the app. Does not use the client of this project. */
export function postToken(
  { profile, fetch }: Provider,
  form: Parameters,
  origin: string | null = APP,
): Promise<Response> {
  const body = parametersOf({ client_id: profile.client.clientId, ...form });
  const headers = { Accept: 'application/json', ...(origin !== null && { Origin: origin }) };
  return fetch(new Request(profile.endpoints.token, { method: 'POST', headers, body }));
}

/** The parameters of the app's token request for a code. */
export function exchangeOf({ profile }: Provider, code: string | null): Parameters {
  return {
    grant_type: 'authorization_code',
    code: code ?? undefined,
    code_verifier: VERIFIER,
    redirect_uri: profile.client.redirectUris[0],
    client_secret: profile.clientSecret,
  };
}

/** Signs in without the client of this project. @returns the token response. */
export async function tokensOf(
  provider: Provider,
  changes: Parameters = {},
): Promise<Record<string, string>> {
  const code = (await authorizationResponse(provider, changes)).get('code');
  return (await postToken(provider, exchangeOf(provider, code))).json();
}
