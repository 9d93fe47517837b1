import type { APIRequestContext, BrowserContext } from 'playwright/test';
import { CLIENT_ID, ISSUER, REGISTERING_MCP_SERVER } from './addresses.ts';

/** A refresh token or an access token that a server issued to a browser. */
export interface IssuedToken {
  kind: 'access_token' | 'refresh_token';
  value: string;
}

/**
 * Records every token that the token endpoint of an issuer sends to the pages of a browser, oldest first. Each page
 * reports its tokens before the app gets the response. A driver that reads the body later may be too late: the browser
 * discards the body when the user leaves the page.
 */
export async function watchIssuedTokens(
  context: BrowserContext,
  tokenEndpoint: string,
): Promise<readonly IssuedToken[]> {
  const issued: IssuedToken[] = [];
  await context.exposeFunction('noteIssuedTokens', (json: string) => {
    issued.push(...tokensIn(JSON.parse(json)));
  });
  await context.addInitScript((endpoint) => {
    const { fetch } = window;
    window.fetch = async (...asked) => {
      const response = await fetch(...asked);
      if (response.url === endpoint && response.ok) {
        await Reflect.get(window, 'noteIssuedTokens')(await response.clone().text());
      }
      return response;
    };
  }, tokenEndpoint);
  return issued;
}

function tokensIn(json: unknown): IssuedToken[] {
  const members: Record<string, unknown> = Object(json);
  return (['access_token', 'refresh_token'] as const).flatMap((kind) => {
    const value = members[kind];
    return typeof value === 'string' ? [{ kind, value }] : [];
  });
}

export const ofKind = (wanted: IssuedToken['kind'], tokens: readonly IssuedToken[]): IssuedToken[] =>
  tokens.filter(({ kind }) => kind === wanted);

/** Asks oidc-provider whether each refresh token is still valid. Introspection (RFC 7662) does not use a token up. */
export function goodAtOidcProvider(
  request: APIRequestContext,
  tokens: readonly IssuedToken[],
): Promise<boolean[]> {
  return Promise.all(
    tokens.map(async ({ value }) => {
      const form = { token: value, client_id: CLIENT_ID };
      const response = await request.post(`${ISSUER}/token/introspection`, { form });
      const { active }: { active?: unknown } = Object(await response.json());
      if (typeof active !== 'boolean') throw new Error(`Introspection responded with ${response.status()}.`);
      return active;
    }),
  );
}

/** Whether the MCP server of the second pair accepts each access token. It asks its issuer about each token. */
export function goodAtRegisteringServer(
  request: APIRequestContext,
  tokens: readonly IssuedToken[],
): Promise<boolean[]> {
  return Promise.all(
    tokens.map(async ({ value }) => {
      const response = await request.post(REGISTERING_MCP_SERVER, {
        headers: {
          Accept: 'application/json, text/event-stream',
          'Content-Type': 'application/json',
          Authorization: `Bearer ${value}`,
        },
        data: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
      });
      return response.status() !== 401;
    }),
  );
}
