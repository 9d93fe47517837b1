import { generateProof } from 'dpop';
import fc from 'fast-check';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import { type DpopKeys, dpop } from './index.ts';
import { proofOf } from './testing/dpop-servers.ts';
import { SERVER } from './testing/examples.ts';
import { type SentRequest, testPlatform } from './testing/platform.ts';

function memoryKeys(): DpopKeys & { pairs: Map<string, CryptoKeyPair> } {
  const pairs = new Map<string, CryptoKeyPair>();
  return {
    pairs,
    get: async (jkt) => pairs.get(jkt),
    put: async (jkt, pair) => void pairs.set(jkt, pair),
    delete: async (jkt) => void pairs.delete(jkt),
  };
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];

/** Presents tokens with the proofs of this module, at a server that supplies a nonce with each response. */
async function presenter(nonce?: string) {
  const keys = memoryKeys();
  const sent: SentRequest[] = [];
  const platform = testPlatform((request) => {
    sent.push(request);
    return new Response(null, { headers: nonce ? { 'DPoP-Nonce': nonce } : {} });
  });
  const binding = dpop('required', keys);
  const jkt = (await binding.createKey(platform, SERVER_WITHOUT_METADATA)) ?? '';
  const pair = keys.pairs.get(jkt);
  if (!pair) throw new Error('The key was not stored.');
  return {
    jkt,
    pair,
    async proof(method: string, url: string, accessToken: string) {
      await binding.present(platform, { jkt, accessToken })(url, { method });
      const request = sent.at(-1);
      return { ...proofOf(request), jwt: request?.headers.get('DPoP') ?? '', platform };
    },
  };
}

const SERVER_WITHOUT_METADATA = { ...SERVER, dpopAlgorithms: undefined };

const withoutRandom = ({ header, claims: { jti, iat, ...claims } }: ReturnType<typeof proofOf>) => {
  const { alg, typ, jwk } = header;
  return { alg, typ, jwk, claims };
};

/** The proof that oauth4webapi sends for the same request. */
async function proofOfOauth4webapi(
  pair: CryptoKeyPair,
  method: string,
  url: string,
  token: string,
  nonce?: string,
) {
  const DPoP = oauth.DPoP({}, pair);
  const proofs: string[] = [];
  const send = () =>
    oauth.protectedResourceRequest(token, method, new URL(url), undefined, undefined, {
      DPoP,
      [oauth.allowInsecureRequests]: true,
      [oauth.customFetch]: async (_url, { headers }) => {
        proofs.push(new Headers(headers).get('DPoP') ?? '');
        return new Response(null, { headers: nonce ? { 'DPoP-Nonce': nonce } : {} });
      },
    });
  await send();
  // The second proof has the nonce of the first response.
  await send();
  return proofs.at(-1) ?? '';
}

const requestOf = (jwt: string) => ({ headers: new Headers({ DPoP: jwt }) }) as SentRequest;
const nonceOrNone = fc.option(fc.stringMatching(/^[\w.~-]{1,40}$/), { nil: undefined });
const tokens = fc.stringMatching(/^[\w.~+/:-]{1,60}=?$/);

describe('a DPoP proof', () => {
  it('equals the proof of the packages oauth4webapi and dpop for the same key and request, and jose verifies it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.webUrl({ withQueryParameters: true, withFragments: true }),
        fc.constantFrom(...METHODS),
        tokens,
        nonceOrNone,
        async (url, method, token, nonce) => {
          const { proof, pair, jkt } = await presenter(nonce);
          await proof(method, url, token);
          const { jwt, platform, ...ours } = await proof(method, url, token);
          const { origin, pathname } = new URL(url);
          const theirs = await generateProof(
            { publicKey: pair.publicKey, privateKey: pair.privateKey },
            origin + pathname,
            method,
            nonce,
            token,
          );
          expect(withoutRandom(ours)).toEqual(withoutRandom(proofOf(requestOf(theirs))));
          const others = await proofOfOauth4webapi(pair, method, url, token, nonce);
          expect(withoutRandom(ours)).toEqual(withoutRandom(proofOf(requestOf(others))));
          const { payload, protectedHeader } = await jwtVerify(jwt, EmbeddedJWK, {
            typ: 'dpop+jwt',
            algorithms: ['ES256'],
            currentDate: new Date(platform.nowMs),
            maxTokenAge: 1,
          });
          expect(payload.iat).toBe(Math.floor(platform.nowMs / 1000));
          expect(await calculateJwkThumbprint(protectedHeader.jwk ?? {})).toBe(jkt);
          expect(Object.keys(protectedHeader.jwk ?? {}).sort()).toEqual(['crv', 'kty', 'x', 'y']);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has a different `jti` for each request, with at least 96 random bits (§4.2)', async () => {
    const { proof } = await presenter();
    const ids = [];
    for (let sent = 0; sent < 20; sent += 1) {
      ids.push(String((await proof('GET', 'https://api.example/', 'token')).claims.jti));
    }
    expect(new Set(ids).size).toBe(20);
    for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
  });

  it('is signed with a key that no script can export', async () => {
    const { pair } = await presenter();
    expect(pair.privateKey.extractable).toBe(false);
    expect(pair.privateKey.usages).toEqual(['sign']);
    for (const format of ['jwk', 'pkcs8'] as const) {
      await expect(crypto.subtle.exportKey(format, pair.privateKey)).rejects.toThrow();
    }
  });
});
