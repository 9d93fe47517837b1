import { describe, expect, it } from 'vitest';
import { computeCodeChallenge, createAuthorizationRequest } from './index.ts';
import { ISSUER, MCP, REDIRECT_URI, SERVER } from './testing/examples.ts';
import { testPlatform } from './testing/platform.ts';

const platform = testPlatform(() => new Response());
const parameters = {
  server: SERVER,
  clientId: 'app',
  redirectUri: REDIRECT_URI,
  sessionKey: MCP,
  resource: MCP,
  scope: 'openid notes:read',
  returnTo: '/tools',
};

describe('an authorization request', () => {
  it('contains exactly the parameters that the flow needs, which do not include the verifier', async () => {
    const { url, pending } = await createAuthorizationRequest(platform, parameters);
    expect(url.startsWith(`${ISSUER}/authorize?`)).toBe(true);
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      response_type: 'code',
      client_id: 'app',
      redirect_uri: REDIRECT_URI,
      resource: MCP,
      scope: 'openid notes:read',
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await computeCodeChallenge(pending.codeVerifier),
      code_challenge_method: 'S256',
    });
    expect(url).not.toContain(pending.codeVerifier);
  });

  it('stores a pending record with all that the callback needs, including the issuer', async () => {
    const { pending } = await createAuthorizationRequest(platform, parameters);
    expect(pending).toMatchObject({ ...parameters, createdAtMs: platform.now() });
    expect(pending.codeVerifier).toMatch(/^[\w-]{43}$/);
  });

  it('has a state, a nonce and a verifier that differ from each other and from all earlier values (CVE-2026-34511)', async () => {
    const requests = await Promise.all(
      Array.from({ length: 20 }, () => createAuthorizationRequest(platform, parameters)),
    );
    const drawn = requests.flatMap(({ pending }) => [pending.state, pending.nonce, pending.codeVerifier]);
    expect(new Set(drawn).size).toBe(60);
  });

  it('omits an empty scope, and omits the nonce if it requests no ID token', async () => {
    const { url } = await createAuthorizationRequest(platform, { ...parameters, scope: undefined });
    expect([...new URL(url).searchParams.keys()]).not.toContain('scope');
    expect([...new URL(url).searchParams.keys()]).not.toContain('nonce');
  });

  it('keeps the parameters that the URL of the authorization endpoint already has, and sends the resource verbatim', async () => {
    const { url } = await createAuthorizationRequest(platform, {
      ...parameters,
      server: { ...SERVER, authorizationEndpoint: `${ISSUER}/authorize?tenant=7` },
      resource: 'https://mcp.example',
    });
    expect(new URL(url).searchParams.get('tenant')).toBe('7');
    expect(new URL(url).searchParams.get('resource')).toBe('https://mcp.example');
  });
});
