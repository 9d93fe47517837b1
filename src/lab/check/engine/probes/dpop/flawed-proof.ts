import { encodeBase64Url } from '../../../../../oauth/base64url.ts';
import { createProof, type ProofKey } from '../../../../../oauth/dpop-proof.ts';
import { randomBytes } from '../../../../machine/run/tab-platform.ts';
import type { ProofFlaw } from './flaws.ts';

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_S = 86_400;

/** The parts of a right proof for a request. */
export interface ProofSubject {
  key: ProofKey;
  /** A key that no code and no token is bound to. */
  anotherKey: ProofKey;
  method: string;
  url: string;
  nowMs: number;
  nonce: string | undefined;
  accessToken: string | undefined;
}

/** The parts of a proof. A member with the value `undefined` is omitted from the proof. */
interface Parts {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  /** `undefined` for a proof without a signature. */
  signer: CryptoKey | undefined;
}

type Written = Exclude<ProofFlaw, 'two proofs' | 'no JWT' | 'another key'>;

/** The parts of each flawed proof that differ from a right proof. */
const CHANGES: Record<Written, (subject: ProofSubject) => Promise<Partial<Parts>> | Partial<Parts>> = {
  'no jti': () => ({ claims: { jti: undefined } }),
  'no htm': () => ({ claims: { htm: undefined } }),
  'no htu': () => ({ claims: { htu: undefined } }),
  'no iat': () => ({ claims: { iat: undefined } }),
  'wrong typ': () => ({ header: { typ: 'JWT' } }),
  'alg none': () => ({ header: { alg: 'none' }, signer: undefined }),
  'wrong signature': ({ anotherKey }) => ({ signer: anotherKey.privateKey }),
  'private key': async ({ key }) => {
    const { d } = await crypto.subtle.exportKey('jwk', key.privateKey);
    return { header: { jwk: { ...key.jwk, d } } };
  },
  'wrong htm': ({ method }) => ({ claims: { htm: method === 'GET' ? 'POST' : 'GET' } }),
  'wrong htu': ({ url }) => ({ claims: { htu: `${new URL(url).origin}/not-this-address` } }),
  'no nonce': () => ({ claims: { nonce: undefined } }),
  'unknown nonce': () => ({ claims: { nonce: random() } }),
  // No clock is wrong by a day, and no server accepts a proof that is a day old.
  'old iat': ({ nowMs }) => ({ claims: { iat: seconds(nowMs) - DAY_S } }),
  'future iat': ({ nowMs }) => ({ claims: { iat: seconds(nowMs) + DAY_S } }),
  'no ath': () => ({ claims: { ath: undefined } }),
  'wrong ath': async () => ({ claims: { ath: await sha256(random()) } }),
};

/**
 * Writes a proof that is wrong in one respect. `src/oauth` cannot write it, because it writes only right proofs.
 *
 * @returns the value of the header `DPoP`.
 */
export async function writeFlawedProof(flaw: ProofFlaw, subject: ProofSubject): Promise<string> {
  switch (flaw) {
    case 'two proofs':
      // Two headers arrive as one value with a comma (RFC 9110 §5.3).
      return `${await write(subject)}, ${await write(subject)}`;
    case 'no JWT':
      return 'not-a-proof';
    case 'another key':
      return createProof({ randomBytes }, subject.anotherKey, subject);
    default:
      return write(subject, await CHANGES[flaw](subject));
  }
}

async function write(subject: ProofSubject, changes: Partial<Parts> = {}): Promise<string> {
  const { key, method, url, nowMs, nonce, accessToken } = subject;
  const { origin, pathname } = new URL(url);
  const header = { alg: 'ES256', typ: 'dpop+jwt', jwk: key.jwk, ...changes.header };
  const claims = {
    iat: seconds(nowMs),
    jti: random(),
    htm: method,
    htu: origin + pathname,
    nonce,
    ath: accessToken === undefined ? undefined : await sha256(accessToken),
    ...changes.claims,
  };
  const signer = 'signer' in changes ? changes.signer : key.privateKey;
  const input = [header, claims].map((part) => encodeBase64Url(utf8(JSON.stringify(part)))).join('.');
  return `${input}.${signer ? await sign(signer, input) : ''}`;
}

async function sign(signer: CryptoKey, input: string): Promise<string> {
  return encodeBase64Url(new Uint8Array(await crypto.subtle.sign(ES256, signer, utf8(input))));
}

const seconds = (ms: number): number => Math.floor(ms / 1000);
const random = (): string => encodeBase64Url(randomBytes(32));
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

async function sha256(text: string): Promise<string> {
  return encodeBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text))));
}
