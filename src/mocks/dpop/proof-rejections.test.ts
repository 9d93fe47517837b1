import { base64url, exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  apiRequest,
  createDpopClient,
  type DpopClient,
  mcpRequest,
  type ProofChanges,
  type Sent,
  send,
  tokenRequest,
} from '../testing/dpop-client.ts';
import { type TestWorld, testWorld } from '../testing/world.ts';
import { PROOF_REJECTIONS, type ProofRejection, proofError } from './rejections.ts';

/** A request to one server, and the client that makes the proof. */
interface Attempt {
  world: TestWorld;
  client: DpopClient;
  sent: Sent;
  accessToken: string | undefined;
}

/** Creates the `DPoP` header of a request. `undefined` means that the request has no such header. */
type Spoil = (attempt: Attempt) => Promise<string | undefined>;

const changed =
  (changes: (attempt: Attempt) => ProofChanges | Promise<ProofChanges>): Spoil =>
  async (attempt) =>
    attempt.client.proof(attempt.sent, attempt.accessToken, await changes(attempt));
const valid: Spoil = changed(() => ({}));

const claim = (name: string, value: unknown): Spoil => changed(() => ({ claims: { [name]: value } }));
const claimAt = (name: string, value: (attempt: Attempt) => unknown): Spoil =>
  changed((attempt) => ({ claims: { [name]: value(attempt) } }));

/** Replaces a part of a valid proof, and does not sign the proof again. */
const withPart =
  (index: 0 | 1 | 2, part: (text: string) => string): Spoil =>
  async (attempt) =>
    ((await valid(attempt)) ?? '')
      .split('.')
      .map((text, at) => (at === index ? part(text) : text))
      .join('.');
const withHeader = (members: object): Spoil =>
  withPart(0, (part) => {
    const header = JSON.parse(new TextDecoder().decode(base64url.decode(part)));
    return base64url.encode(JSON.stringify({ ...header, ...members }));
  });

const seconds = (world: TestWorld) => Math.floor(world.now() / 1000);

// The keys are the reasons, so that the compiler requires a case for each reason.
const SPOILED: Record<ProofRejection, Record<string, Spoil>> = {
  'missing DPoP proof': { 'no header': async () => undefined },
  'several DPoP proofs': {
    'two valid proofs': async (attempt) => `${await valid(attempt)}, ${await valid(attempt)}`,
  },
  'malformed DPoP proof': {
    'text that is not a JWT': async () => 'proof',
    'a fourth part': async (attempt) => `${await valid(attempt)}.e30`,
    'no signature': withPart(2, () => ''),
    'a header that is not JSON': withPart(0, () => base64url.encode('{')),
    'a payload that is a list': withPart(1, () => base64url.encode('[]')),
    'a payload that is not base64url': withPart(1, (part) => `${part}==`),
    'another spelling of the signature': withPart(2, (part) => part.slice(0, -1) + nextSpelling(part.at(-1))),
    'a critical header member': withHeader({ crit: ['exp'] }),
  },
  'DPoP proof without a required claim': Object.fromEntries([
    ...['jti', 'htm', 'htu', 'iat'].map((name) => [`no ${name}`, claim(name, undefined)] as const),
    ['an empty jti', claim('jti', '')],
    ['an iat that is text', claim('iat', '1')],
  ]),
  'wrong typ of the DPoP proof': {
    'the typ of another JWT': changed(() => ({ header: { typ: 'JWT' } })),
    'no typ': changed(() => ({ header: { typ: undefined } })),
  },
  'unsupported alg of the DPoP proof': {
    'the alg none': withHeader({ alg: 'none' }),
    'a symmetric alg': withHeader({ alg: 'HS256' }),
    'an alg that is not in the metadata': changed(async () => {
      const { privateKey, publicKey } = await generateKeyPair('ES384');
      return { header: { alg: 'ES384', jwk: await exportJWK(publicKey) }, signer: privateKey };
    }),
  },
  'private key in the DPoP proof': {
    'the private JWK of the key': changed(async ({ client }) => ({
      header: { jwk: await exportJWK(client.privateKey) },
    })),
  },
  'unsupported jwk of the DPoP proof': {
    'no jwk': withHeader({ jwk: undefined }),
    'a point that is not on the curve': withHeader({
      jwk: { kty: 'EC', crv: 'P-256', x: base64url.encode(new Uint8Array(32).fill(1)), y: 'A'.repeat(43) },
    }),
    'another spelling of a coordinate': changed(({ client: { jwk } }) => ({
      header: { jwk: { ...jwk, x: jwk.x?.replace(/.$/, nextSpelling) } },
    })),
    'a key on another curve': changed(async () => {
      const { publicKey } = await generateKeyPair('ES384');
      return { header: { jwk: await exportJWK(publicKey) } };
    }),
  },
  'DPoP signature does not match': {
    'a proof that another key signed': changed(async () => ({
      signer: (await generateKeyPair('ES256')).privateKey,
    })),
    'another header': withHeader({ kid: 'other' }),
  },
  'DPoP htm does not match': {
    'another method': claim('htm', 'PUT'),
    'the method in lower case': claimAt('htm', ({ sent }) => (sent.method ?? 'GET').toLowerCase()),
  },
  'DPoP htu does not match': {
    'another path': claimAt('htu', ({ sent }) => `${sent.url}/`),
    'another origin': claimAt('htu', ({ sent }) => sent.url.replace('localhost', 'evil.example')),
    'a path in another case': claimAt('htu', ({ sent }) =>
      sent.url.replace(/.$/, (last) => last.toUpperCase()),
    ),
    'a path alone': claimAt('htu', ({ sent }) => new URL(sent.url).pathname),
  },
  'missing DPoP nonce': { 'no nonce': claim('nonce', undefined) },
  'unknown DPoP nonce': {
    'a nonce of another server': changed(async ({ world, client, sent }) => ({
      claims: { nonce: await nonceOfAnother(world, client, sent) },
    })),
    'a nonce that no server supplied': claim('nonce', 'guessed'),
    'a nonce that is not text': claim('nonce', 1),
    'an old nonce': async (attempt) => {
      const { nonce } = JSON.parse(
        new TextDecoder().decode(base64url.decode((await valid(attempt))?.split('.')[1] ?? '')),
      );
      attempt.world.advanceClock(120_000);
      return claim('nonce', nonce)(attempt);
    },
  },
  'DPoP iat too old': { 'an iat of 61 seconds ago': claimAt('iat', ({ world }) => seconds(world) - 61) },
  'DPoP iat in the future': { 'an iat in 62 seconds': claimAt('iat', ({ world }) => seconds(world) + 62) },
  'missing DPoP ath': { 'no ath': claim('ath', undefined) },
  'DPoP ath does not match': {
    'the hash of another token': claim('ath', base64url.encode(new Uint8Array(32))),
    'the token itself': claimAt('ath', ({ accessToken }) => accessToken),
  },
  'DPoP proof used before': {
    'a proof that the server accepted': async (attempt) => {
      const { world, sent } = attempt;
      const DPoP = await valid(attempt);
      // At the token endpoint, this form has no code. So the request uses up the proof, but not the code.
      const form = sent.body instanceof URLSearchParams && {
        body: new URLSearchParams('client_id=this-app&grant_type=refresh_token'),
      };
      await send(world, { ...sent, ...form, headers: { ...sent.headers, DPoP: DPoP ?? '' } });
      return DPoP;
    },
  },
};

/** At the end of 32 or 64 octets in base64url, this character differs only in unused bits. */
function nextSpelling(last = ''): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(last) + 1] ?? '';
}

/** The current nonce of another server than the server at `url`. */
async function nonceOfAnother(world: TestWorld, client: DpopClient, { url }: Sent): Promise<string | null> {
  const other = url === world.resource ? tokenRequest(world, {}) : mcpRequest(world, 'DPoP none');
  const headers = { ...other.headers, DPoP: await client.proof(other) };
  return (await send(world, { ...other, headers })).headers.get('DPoP-Nonce');
}

/** The servers that verify proofs. Each has a request that the server accepts with a valid proof. */
const SERVERS: Record<
  string,
  { by: string; attempt(world: TestWorld, client: DpopClient): Promise<Attempt> }
> = {
  'token endpoint': {
    by: 'authorization server',
    async attempt(world, client) {
      await client.signIn();
      const sent = tokenRequest(world, world.exchange(await world.code()));
      return { world, client, sent, accessToken: undefined };
    },
  },
  'MCP server': {
    by: 'MCP server',
    async attempt(world, client) {
      const { access_token: accessToken } = await client.signIn();
      await client.callMcp(accessToken);
      return { world, client, sent: mcpRequest(world, `DPoP ${accessToken}`), accessToken };
    },
  },
  'REST API': {
    by: 'REST API',
    async attempt(world, client) {
      const { access_token: accessToken } = await client.signIn({ resource: world.api });
      await client.callApi(accessToken);
      return { world, client, sent: apiRequest(world, `DPoP ${accessToken}`), accessToken };
    },
  },
};

const cases = (Object.keys(SERVERS) as (keyof typeof SERVERS)[]).flatMap((server) =>
  PROOF_REJECTIONS.filter((reason) => server !== 'token endpoint' || !reason.includes('ath')).flatMap(
    (reason) => Object.entries(SPOILED[reason]).map(([what, spoil]) => ({ server, reason, what, spoil })),
  ),
);

describe('a DPoP proof (RFC 9449 §4.3)', () => {
  it.each(cases)('is refused at the $server for “$reason”: $what', async ({ server, reason, spoil }) => {
    const { by, attempt: attemptAt } = SERVERS[server] ?? {};
    const world = testWorld({ dpop: 'required' });
    const attempt = await attemptAt?.(world, await createDpopClient(world));
    if (!attempt) throw new Error(`There is no server ${server}.`);
    const { sent } = attempt;
    const withProof = (DPoP: string | undefined) =>
      send(world, { ...sent, headers: { ...sent.headers, ...(DPoP !== undefined && { DPoP }) } });

    const DPoP = await spoil(attempt);
    const response = await withProof(DPoP);
    const error = proofError(reason);
    if (by === 'authorization server') {
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error });
    } else {
      expect(response.status).toBe(401);
      const challenge = response.headers.get('WWW-Authenticate') ?? '';
      expect(challenge).toMatch(/^DPoP algs="ES256"/);
      expect(challenge).toContain(`error="${error}"`);
    }
    expect(response.headers.has('DPoP-Nonce')).toBe(DPoP !== undefined);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect((await world.auditLog.entries()).at(-1)).toMatchObject({ by, detail: reason });
    if (reason === 'unknown DPoP nonce') return;

    // The same request is accepted with a valid proof. So only the proof was wrong, and the refusal used up nothing.
    const accepted = await withProof(await valid(attempt));
    expect(accepted.status).toBe(200);
  });

  it.each(Object.keys(SERVERS))('is accepted at the %s with another spelling of the URI', async (server) => {
    const world = testWorld({ dpop: 'required' });
    const attempt = await SERVERS[server]?.attempt(world, await createDpopClient(world));
    if (!attempt) throw new Error(`There is no server ${server}.`);
    const { client, sent, accessToken } = attempt;
    // Another case, a dot segment and an encoded letter (RFC 3986 §6.2.2); no query, no fragment (RFC 9449 §4.3).
    const htu = `${sent.url.replace('http://localhost', 'HTTP://LOCALHOST').replace(/.$/, ascii)}?a=b#c`;
    expect(htu.toUpperCase()).not.toBe(sent.url.toUpperCase());
    const dotted = htu.replace(':5173/', ':5173/./');
    expect((await client.fetch(sent, accessToken, { claims: { htu: dotted } })).status).toBe(200);
  });

  it.each([-59, 60])('is accepted with an iat %d seconds from the server’s clock', async (offset) => {
    const world = testWorld({ dpop: 'required' });
    const client = await createDpopClient(world);
    const { access_token } = await client.signIn();
    const iat = seconds(world) + offset;
    expect((await client.callMcp(access_token, { claims: { iat } })).status).toBe(200);
  });

  it('is refused if its jti was used before at the same address, but not if the use was at another address', async () => {
    const world = testWorld({ dpop: 'required' });
    const client = await createDpopClient(world);
    const { access_token } = await client.signIn();
    await client.callMcp(access_token);
    const claims = { jti: 'chosen' };
    expect((await client.callMcp(access_token, { claims })).status).toBe(200);
    expect((await client.callMcp(access_token, { claims })).status).toBe(401);
    const code = await world.code();
    expect((await client.token(world.exchange(code), { claims })).status).toBe(200);
  });
});

const ascii = (character: string) => `%${character.charCodeAt(0).toString(16)}`;
