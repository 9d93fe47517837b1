import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type APIRequestContext, type APIResponse, expect, test } from 'playwright/test';
import { APP, CLIENT_ID, ISSUER, MCP_SERVER } from './addresses.ts';

// These servers, without the app, must refuse the proofs that RFC 9449 §4.3 names: all tests with DPoP rely on them.

const REDIRECT_URI = `${APP}/callback`;
const CODE_VERIFIER = randomBytes(32).toString('base64url');
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

/** Signs in with the forms on oidc-provider's pages. @returns the code. */
async function codeFor(request: APIRequestContext): Promise<string> {
  const parameters = {
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    scope: 'openid notes:read',
    resource: MCP_SERVER,
    code_challenge: sha256(CODE_VERIFIER),
    code_challenge_method: 'S256',
  };
  let response = await request.get(`${ISSUER}/auth?${new URLSearchParams(parameters)}`, { maxRedirects: 0 });
  const prompts: Record<string, string>[] = [
    { prompt: 'login', login: 'ada', password: 'x' },
    { prompt: 'consent' },
  ];
  for (;;) {
    const location = response.headers().location;
    if (location?.startsWith(REDIRECT_URI)) return new URL(location).searchParams.get('code') ?? '';
    if (location !== undefined) {
      response = await request.get(new URL(location, ISSUER).href, { maxRedirects: 0 });
      continue;
    }
    const form = prompts.shift();
    if (!form) throw new Error(`oidc-provider responded with ${response.status()}.`);
    response = await request.post(response.url(), { form, maxRedirects: 0 });
  }
}

async function createClient(request: APIRequestContext) {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const proof = (htu: string, claims: Record<string, unknown> = {}) =>
    new SignJWT({ jti: randomUUID(), htm: 'POST', htu, ...claims })
      .setIssuedAt()
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .sign(privateKey);
  return {
    async token(code: string, nonce?: string): Promise<APIResponse> {
      const DPoP = await proof(`${ISSUER}/token`, { nonce });
      const form = {
        grant_type: 'authorization_code',
        client_id: CLIENT_ID,
        redirect_uri: REDIRECT_URI,
        code,
        code_verifier: CODE_VERIFIER,
      };
      return request.post(`${ISSUER}/token`, { form, headers: { DPoP } });
    },
    proofFor: (accessToken: string, claims: Record<string, unknown> = {}) =>
      proof(MCP_SERVER, { ath: sha256(accessToken), ...claims }),
  };
}

function call(request: APIRequestContext, authorization: string, proof?: string): Promise<APIResponse> {
  return request.post(MCP_SERVER, {
    headers: {
      Accept: 'application/json, text/event-stream',
      Authorization: authorization,
      ...(proof !== undefined && { DPoP: proof }),
    },
    data: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
  });
}

test('oidc-provider demands a nonce, and the MCP server demands a proof with the key of the token', async ({
  request,
}) => {
  const client = await createClient(request);
  const code = await codeFor(request);
  const demanded = await client.token(code);
  expect(demanded.status()).toBe(400);
  expect(await demanded.json()).toMatchObject({ error: 'use_dpop_nonce' });
  const issued = await (await client.token(code, demanded.headers()['dpop-nonce'])).json();
  expect(issued.token_type).toBe('DPoP');
  const token: string = issued.access_token;

  const challengeOf = (response: APIResponse) => response.headers()['www-authenticate'];
  const unproven = await call(request, `Bearer ${token}`);
  expect(challengeOf(unproven)).toBe('DPoP algs="ES256", error="invalid_token"');
  const first = await call(request, `DPoP ${token}`, await client.proofFor(token));
  expect(challengeOf(first)).toBe('DPoP algs="ES256", error="use_dpop_nonce"');
  const nonce = first.headers()['dpop-nonce'];
  const proof = await client.proofFor(token, { nonce });
  const accepted = await call(request, `DPoP ${token}`, proof);
  expect(accepted.status()).toBe(200);
  expect(accepted.headers()['dpop-nonce']).toBe(nonce);

  const thief = await createClient(request);
  const wrong: [string, string | undefined][] = [
    ['no proof', undefined],
    ['a replay', proof],
    ['another key', await thief.proofFor(token, { nonce })],
    ['another method', await client.proofFor(token, { nonce, htm: 'GET' })],
    ['another address', await client.proofFor(token, { nonce, htu: `${MCP_SERVER}/` })],
    ['another token', await client.proofFor('another', { nonce })],
  ];
  for (const [what, refused] of wrong) {
    const response = await call(request, `DPoP ${token}`, refused);
    expect(response.status(), what).toBe(401);
    expect(challengeOf(response), what).toBe('DPoP algs="ES256", error="invalid_dpop_proof"');
  }
});
