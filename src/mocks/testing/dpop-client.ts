import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Form, TestWorld, TokenResponse } from './world.ts';

/** A request, without its proof. */
export interface Sent {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string | URLSearchParams;
}

/** Changes to a valid proof. A member with the value `undefined` is removed from the proof. */
export interface ProofChanges {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  /** Another key that signs the proof, although the header has the key of the client. */
  signer?: CryptoKey;
}

/** A client with a key. The library `jose` creates the proofs. The client knows the last nonce of each server. */
export interface DpopClient {
  jkt: string;
  /** The public key. Each proof has the public key in its header. */
  jwk: JWK;
  privateKey: CryptoKey;
  /** Creates a proof for a request. The proof is valid except for the changes. */
  proof(sent: Sent, accessToken?: string, changes?: ProofChanges): Promise<string>;
  /** Sends a request with a proof. If the server demands a nonce, sends it again with the nonce (RFC 9449 §8). */
  fetch(sent: Sent, accessToken?: string, changes?: ProofChanges): Promise<Response>;
  token(form: Form, changes?: ProofChanges): Promise<Response>;
  /** Pushes an authorization request with a proof (RFC 9449 §10.1). */
  push(form?: Form, changes?: ProofChanges): Promise<Response>;
  signIn(approval?: Form): Promise<TokenResponse & { token_type: string }>;
  refresh(refreshToken: string | undefined): Promise<Response>;
  callMcp(accessToken: string, changes?: ProofChanges): Promise<Response>;
  callApi(accessToken: string, changes?: ProofChanges): Promise<Response>;
}

/** A valid MCP request with this Authorization header. */
export const mcpRequest = ({ resource }: TestWorld, authorization: string): Required<Sent> => ({
  url: resource,
  method: 'POST',
  headers: {
    Authorization: authorization,
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
  },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
});
export const apiRequest = ({ api }: TestWorld, authorization: string): Sent => ({
  url: `${api}/notes`,
  headers: { Authorization: authorization },
});
export const tokenRequest = ({ issuer }: TestWorld, form: Form): Sent => {
  const members = Object.entries(form).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return { url: `${issuer}/token`, method: 'POST', body: new URLSearchParams(members) };
};

/** Sends a request to the server that has the address of the request. */
export function send(world: TestWorld, { url, ...init }: Sent): Promise<Response> {
  const request = new Request(url, init);
  if (url.startsWith(world.issuer)) return world.authorizationServer.fetch(request);
  return (url.startsWith(world.api) ? world.restApi : world.resourceServer).fetch(request);
}

export async function createDpopClient(world: TestWorld): Promise<DpopClient> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const nonces = new Map<string, string>();
  const serverOf = (url: string) => [world.issuer, world.api].find((server) => url.startsWith(server)) ?? url;

  const client: DpopClient = {
    jkt: await calculateJwkThumbprint(jwk),
    jwk,
    privateKey,
    proof: ({ url, method = 'GET' }, accessToken, { header, claims, signer } = {}) =>
      new SignJWT({
        jti: randomUUID(),
        htm: method,
        htu: url.replace(/[?#].*/, ''),
        iat: Math.floor(world.now() / 1000),
        nonce: nonces.get(serverOf(url)),
        ath: accessToken && createHash('sha256').update(accessToken).digest('base64url'),
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
        .sign(signer ?? privateKey),
    async fetch(sent, accessToken, changes) {
      const attempt = async () => {
        const DPoP = await client.proof(sent, accessToken, changes);
        const response = await send(world, { ...sent, headers: { ...sent.headers, DPoP } });
        const nonce = response.headers.get('DPoP-Nonce');
        if (nonce !== null) nonces.set(serverOf(sent.url), nonce);
        return response;
      };
      const first = await attempt();
      return (await demandsNonce(first)) ? attempt() : first;
    },
    token: (form, changes) => client.fetch(tokenRequest(world, form), undefined, changes),
    push: (form, changes) =>
      client.fetch(
        { ...tokenRequest(world, world.request(form)), url: `${world.issuer}/par` },
        undefined,
        changes,
      ),
    async signIn(approval) {
      const { resource } = { ...world.approval(), ...approval };
      return (await client.token(world.exchange(await world.code(approval), { resource }))).json();
    },
    refresh: (refresh_token) =>
      client.token({ grant_type: 'refresh_token', refresh_token, client_id: 'this-app' }),
    callMcp: (token, changes) => client.fetch(mcpRequest(world, `DPoP ${token}`), token, changes),
    callApi: (token, changes) => client.fetch(apiRequest(world, `DPoP ${token}`), token, changes),
  };
  return client;
}

async function demandsNonce(response: Response): Promise<boolean> {
  const challenge = response.headers.get('WWW-Authenticate') ?? '';
  if (response.status === 401) return challenge.includes('error="use_dpop_nonce"');
  if (response.status !== 400) return false;
  return (await response.clone().json()).error === 'use_dpop_nonce';
}
