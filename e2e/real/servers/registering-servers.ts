// This import must be the first import, because the library needs this setup when it loads.

import type { AuthRequest, OAuthHelpers } from '@cloudflare/workers-oauth-provider';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { listen } from './listen.ts';
import { createNotes } from './notes.ts';
import { createKeyValueNamespace, executionContext } from './workers-runtime.ts';

export interface RegisteringServersOptions {
  issuer: string;
  /** The URL of the MCP server. It is also the resource identifier. */
  resource: string;
  scopes: readonly [string, ...string[]];
}

/**
 * Starts a second authorization server that is not part of this project, and its MCP server on another origin. For a
 * client, this server differs from the first: its issuer has a path, clients register themselves, and its access tokens
 * are opaque.
 */
export async function startRegisteringServers({
  issuer,
  resource,
  scopes,
}: RegisteringServersOptions): Promise<void> {
  const { OAuthAuthorizationServer, OAuthResourceServer, AuthorizationError, authorizationErrorRedirect } =
    await import('@cloudflare/workers-oauth-provider');
  const env = { OAUTH_KV: createKeyValueNamespace() };
  const authorizationServer = new OAuthAuthorizationServer({
    issuer,
    resources: [resource],
    scopesSupported: [...scopes, 'offline_access'],
    clientRegistrationEndpoint: new URL(`${issuer}/register`).pathname,
    accessTokenTTL: 15 * 60,
  });
  const mcp = createMcpHandler(createNotes);
  const resourceServer = new OAuthResourceServer({
    resourceMetadata: {
      resource,
      resource_name: 'Notes, for clients that register',
      authorization_servers: [issuer],
    },
    requiredScopes: [scopes[0]],
    validateToken: () => (named: string, token: string) =>
      authorizationServer.validateToken(named, token, env),
    handler: {
      fetch: (request: Request, _env: unknown, { auth }) =>
        mcp.fetch(request, {
          authInfo: {
            token: auth.token,
            clientId: auth.clientId ?? '',
            scopes: auth.scope,
            resource: new URL(auth.audience),
            extra: { subject: auth.userId },
            ...(auth.expiresAt !== undefined && { expiresAt: auth.expiresAt }),
          },
        }),
    },
  });

  async function authorize(request: Request): Promise<Response> {
    const helpers: OAuthHelpers = authorizationServer.getOAuthApi(env);
    try {
      const asked = await helpers.parseAuthRequest(request);
      if (request.method !== 'POST') return page(await helpers.describeConsent(asked));
      const form = await request.formData();
      if (form.get('decision') !== 'allow') {
        return Response.redirect(authorizationErrorRedirect(asked, 'access_denied'), 303);
      }
      return Response.redirect(await complete(helpers, asked, String(form.get('username'))), 303);
    } catch (error) {
      if (!(error instanceof AuthorizationError)) throw error;
      return error.redirectTo
        ? Response.redirect(error.redirectTo, 303)
        : new Response(error.description, { status: 400 });
    }
  }

  await listen(
    issuer,
    toNodeHandler({
      fetch: (request) =>
        new URL(request.url).pathname === new URL(`${issuer}/authorize`).pathname
          ? authorize(request)
          : authorizationServer.fetch(request, env, executionContext()),
    }),
  );
  await listen(
    resource,
    toNodeHandler({ fetch: (request) => resourceServer.fetch(request, env, executionContext()) }),
  );
}

async function complete(helpers: OAuthHelpers, request: AuthRequest, userId: string): Promise<string> {
  const { redirectTo } = await helpers.completeAuthorization({
    request,
    userId,
    scope: request.scope,
    props: {},
    metadata: {},
  });
  return redirectTo;
}

/** The page for sign-in and consent. It accepts any user name, and sends its form to its own address. */
function page({ clientName, redirectHost }: { clientName: string; redirectHost: string }): Response {
  const escaped = (text: string) => text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sign in</title>
<main>
  <h1>Sign in to the registering server</h1>
  <p>${escaped(clientName)} registered itself. It returns to ${escaped(redirectHost)}.</p>
  <form method="post">
    <p><label>User name <input name="username" autocomplete="username"></label></p>
    <button name="decision" value="allow">Sign in and allow</button>
    <button name="decision" value="deny">Deny</button>
  </form>
</main>
</html>`;
  return new Response(html, {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    },
  });
}
