import {
  createProof,
  describeProofKey,
  generateProofKey,
  type ProofKey,
} from '../../../../../oauth/dpop-proof.ts';
import { randomBytes } from '../../../../machine/run/tab-platform.ts';
import type { Actor } from '../../../../machine/wire/exchange.ts';
import type { Reply, ReportClient, ReportRequest } from '../../report-client.ts';
import { writeFlawedProof } from './flawed-proof.ts';
import { NONCE_FLAWS, type NonceSeen, type ProofKind } from './flaws.ts';

/** The proof in a request, and the token that the request presents. */
export interface Proof {
  kind: ProofKind;
  accessToken?: string | undefined;
}

/**
 * Sends requests with proofs of one key, and remembers the latest nonce of each server. The key ends with the probe.
 */
export interface Prover {
  /**
   * Sends a request with a proof. If the server demands a nonce, sends the request once more, with the nonce.
   *
   * @returns `undefined` if a proof of this kind does not exist; then nothing was sent.
   */
  send(
    to: Actor,
    url: string,
    request: ReportRequest,
    proof: Proof,
  ): Promise<{ reply: Reply; nonce?: NonceSeen | undefined } | undefined>;
}

/** @param boundKey the key that the code is bound to, if there is one. */
export function createProver(
  client: Pick<ReportClient, 'send'>,
  boundKey: ProofKey | undefined,
  now: () => number,
): Prover {
  /** The latest nonces, by origin, because no server accepts a nonce of another server. */
  const nonces = new Map<string, string>();
  let keys: Promise<{ key: ProofKey; anotherKey: ProofKey }> | undefined;
  let latest: string | undefined;

  async function createKeys() {
    return { key: boundKey ?? (await generateExtractableKey()), anotherKey: await generateProofKey() };
  }

  async function proofFor(method: string, url: string, { kind, accessToken }: Proof) {
    const nonce = nonces.get(new URL(url).origin);
    if (kind === 'none' || (nonce === undefined && NONCE_FLAWS.includes(kind))) return undefined;
    if (kind === 'used before') return latest;
    keys ??= createKeys();
    const subject = { ...(await keys), method, url, nowMs: now(), nonce, accessToken };
    if (kind !== 'right') return writeFlawedProof(kind, subject);
    latest = await createProof({ randomBytes }, subject.key, subject);
    return latest;
  }

  /** Keeps the nonce of a response. @returns whether the nonce is new. */
  function learn(url: string, given: string | undefined): boolean {
    const { origin } = new URL(url);
    if (given === undefined || given === nonces.get(origin)) return false;
    nonces.set(origin, given);
    return true;
  }

  return {
    async send(to, url, request, proof) {
      async function attempt() {
        const DPoP = await proofFor(request.method ?? 'GET', url, proof);
        if (DPoP === undefined) return undefined;
        const reply = await client.send(to, url, { ...request, headers: { ...request.headers, DPoP } });
        const given = reply.headers['dpop-nonce'];
        return { reply, nonce: nonceIn(reply), isNew: learn(url, given) };
      }
      const first = await attempt();
      const isRepeatable = proof.kind !== 'used before' && !NONCE_FLAWS.includes(proof.kind);
      if (!first?.isNew || first.nonce !== 'demanded' || !isRepeatable) return first;
      const second = await attempt();
      return second && { reply: second.reply, nonce: first.nonce };
    },
  };
}

function nonceIn({ attempt, headers, json }: Reply): NonceSeen | undefined {
  const given = headers['dpop-nonce'];
  const { status } = attempt;
  // Some servers hide WWW-Authenticate from pages, but not DPoP-Nonce.
  const challenge = headers['www-authenticate'] ?? (status === 401 && given ? 'use_dpop_nonce' : '');
  const isDemanded = status >= 400 && /\buse_dpop_nonce\b/.test(`${String(json?.error)} ${challenge}`);
  if (isDemanded) return given === undefined ? 'hidden' : 'demanded';
  return given === undefined ? undefined : 'supplied';
}

/** No client may put a private key into a proof, but one of the flawed proofs has to contain one. */
async function generateExtractableKey(): Promise<ProofKey> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  return describeProofKey(await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']));
}
