import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { SAFE_POLICY } from '../../../../../mocks/authorization-server/policy.ts';
import type { DpopServer } from '../../../../../mocks/dpop/dpop-server.ts';
import { currentNonce } from '../../../../../mocks/dpop/nonces.ts';
import { createMemoryDpopRecords } from '../../../../../mocks/dpop/records.ts';
import { PROOF_REJECTIONS, type ProofRejection } from '../../../../../mocks/dpop/rejections.ts';
import { verifyProof } from '../../../../../mocks/dpop/verify-proof.ts';
import { createProof, describeProofKey, generateProofKey } from '../../../../../oauth/dpop-proof.ts';
import { randomBytes } from '../../../../machine/run/tab-platform.ts';
import { type ProofSubject, writeFlawedProof } from './flawed-proof.ts';
import type { ProofFlaw } from './flaws.ts';

const URL_OF_SERVER = 'https://mcp.example/mcp';
const ACCESS_TOKEN = 'an-access-token';

/** What differs from a right proof, and why the mock servers refuse it; no reason for a valid proof of another key. */
const FLAWS: Record<ProofFlaw, [differs: string[], reason: ProofRejection | undefined]> = {
  'two proofs': [[], 'several DPoP proofs'],
  'no JWT': [[], 'malformed DPoP proof'],
  'no jti': [['jti'], 'DPoP proof without a required claim'],
  'no htm': [['htm'], 'DPoP proof without a required claim'],
  'no htu': [['htu'], 'DPoP proof without a required claim'],
  'no iat': [['iat'], 'DPoP proof without a required claim'],
  'wrong typ': [['typ'], 'wrong typ of the DPoP proof'],
  'alg none': [['alg'], 'malformed DPoP proof'],
  'wrong signature': [[], 'DPoP signature does not match'],
  'private key': [['jwk'], 'private key in the DPoP proof'],
  'wrong htm': [['htm'], 'DPoP htm does not match'],
  'wrong htu': [['htu'], 'DPoP htu does not match'],
  'no nonce': [['nonce'], 'missing DPoP nonce'],
  'unknown nonce': [['nonce'], 'unknown DPoP nonce'],
  'old iat': [['iat'], 'DPoP iat too old'],
  'future iat': [['iat'], 'DPoP iat in the future'],
  'no ath': [['ath'], 'missing DPoP ath'],
  'wrong ath': [['ath'], 'DPoP ath does not match'],
  'another key': [['jwk'], undefined],
};

function server(): DpopServer {
  return {
    identifier: URL_OF_SERVER,
    policy: { ...SAFE_POLICY, dpop: 'required' },
    records: createMemoryDpopRecords(),
    now: Date.now,
    tolerate() {},
  };
}

async function subjectFor(nonce: string): Promise<ProofSubject> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  return {
    key: await describeProofKey(pair),
    anotherKey: await generateProofKey(),
    method: 'POST',
    url: `${URL_OF_SERVER}?a=b`,
    nowMs: Date.now(),
    nonce,
    accessToken: ACCESS_TOKEN,
  };
}

const members = (proof: string) => ({ ...decodeProtectedHeader(proof), ...decodeJwt(proof) });

describe('a wrong proof', () => {
  it.each(Object.entries(FLAWS))('“%s” has exactly one flaw', async (flaw, [differs, reason]) => {
    const verifier = server();
    const subject = await subjectFor(await currentNonce(verifier));
    const right = await createProof({ randomBytes }, subject.key, subject);
    const wrong = await writeFlawedProof(flaw as ProofFlaw, subject);
    if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(wrong)) {
      const [is, shouldBe]: Record<string, unknown>[] = [members(wrong), members(right)];
      const different = [...new Set([...Object.keys(is ?? {}), ...Object.keys(shouldBe ?? {})])].filter(
        (name) => JSON.stringify(is?.[name]) !== JSON.stringify(shouldBe?.[name]),
      );
      // Every proof has its own jti.
      expect(different.sort()).toEqual([...new Set([...differs, 'jti'])].sort());
    }
    const verdict = (proof: string) =>
      verifyProof(
        new Request(URL_OF_SERVER, { method: 'POST', headers: { DPoP: proof } }),
        verifier,
        ACCESS_TOKEN,
      );
    const jkt = subject[flaw === 'another key' ? 'anotherKey' : 'key'].jkt;
    expect(await verdict(wrong)).toEqual(reason ?? { jkt });
    expect(await verdict(right)).toEqual({ jkt: subject.key.jkt });
  });

  it('exists for every reason to refuse a proof, except a replay, a missing proof, and an unsupported algorithm or key', () => {
    const covered = Object.values(FLAWS).map(([, reason]) => reason);
    expect(PROOF_REJECTIONS.filter((reason) => !covered.includes(reason))).toEqual([
      'missing DPoP proof',
      'unsupported alg of the DPoP proof',
      'unsupported jwk of the DPoP proof',
      'DPoP proof used before',
    ]);
  });

  it('has no ath if the request presents no token', async () => {
    const subject = { ...(await subjectFor('n')), accessToken: undefined };
    expect(decodeJwt(await writeFlawedProof('wrong htm', subject))).not.toHaveProperty('ath');
  });
});
