import { sha256 } from './base64url.ts';
import type { DpopServer } from './dpop-server.ts';
import { isRecentNonce } from './nonces.ts';
import { type ProofClaims, proofClaims, readProof } from './proof.ts';
import { hasSecret, importProofKey, isSignedBy, PROOF_ALGORITHMS } from './proof-key.ts';
import type { ProofRejection } from './rejections.ts';

/**
 * Prepares a URI for the comparison of `htu` (RFC 9449 §4.3): removes query and fragment, and normalises the URI (RFC
 * 3986 §6.2.2, §6.2.3).
 *
 * @returns `undefined` if the text is not an absolute URI.
 */
function httpUri(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  // The parser lowers the case of scheme and host, and removes dot segments and the default port.
  const url = new URL(text);
  url.search = '';
  url.hash = '';
  return url.href.replace(/%[\da-f]{2}/gi, normalOctet);
}

/** Decodes an unreserved character. Turns the hexadecimal digits of other octets into upper case (RFC 3986 §6.2.2). */
function normalOctet(encoded: string): string {
  const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
  return /[A-Za-z\d\-._~]/.test(character) ? character : encoded.toUpperCase();
}

/** How far the `iat` of a proof may be before or after the time of the server. */
const WINDOW_MS = 60_000;

/**
 * Verifies the proof of a request (RFC 9449 §4.3).
 *
 * @param accessToken the access token in the same request; absent for a token request.
 * @returns the thumbprint of the key that signed the proof, or the reason why the proof is refused.
 */
export async function verifyProof(
  request: Request,
  server: DpopServer,
  accessToken?: string,
): Promise<{ jkt: string } | ProofRejection> {
  const jwt = request.headers.get('DPoP');
  if (jwt === null) return 'missing DPoP proof';
  // Two headers arrive as one value with a comma (RFC 9110 §5.3). A JWT contains no comma.
  if (jwt.includes(',')) return 'several DPoP proofs';
  const proof = readProof(jwt);
  if (!proof) return 'malformed DPoP proof';
  const { typ, alg, jwk } = proof.header;
  const claims = proofClaims(proof.payload);
  if (!claims) return 'DPoP proof without a required claim';
  if (typ !== 'dpop+jwt') return 'wrong typ of the DPoP proof';
  if (typeof alg !== 'string' || !PROOF_ALGORITHMS.includes(alg)) return 'unsupported alg of the DPoP proof';
  if (hasSecret(jwk)) return 'private key in the DPoP proof';
  const key = await importProofKey(jwk);
  if (!key) return 'unsupported jwk of the DPoP proof';
  if (!(await isSignedBy(key, proof))) return 'DPoP signature does not match';
  return (await claimRejection(claims, request, server, accessToken)) ?? { jkt: key.jkt };
}

/** The reason for a refusal, the setting that turns the check off, and the check. */
type ClaimCheck = [
  reason: ProofRejection,
  leftOut: DpopServer['policy']['dpopProofUnchecked'],
  holds: () => boolean | Promise<boolean>,
];

async function claimRejection(
  { jti, htm, htu, iat, nonce, ath }: ProofClaims,
  { method, url }: Request,
  server: DpopServer,
  accessToken: string | undefined,
): Promise<ProofRejection | undefined> {
  const { records, policy } = server;
  const nowMs = server.now();
  const times = { nowMs, untilMs: nowMs + 2 * WINDOW_MS };
  const checks: ClaimCheck[] = [
    ['DPoP htm does not match', 'htm and htu', () => htm === method],
    ['DPoP htu does not match', 'htm and htu', () => httpUri(htu) === httpUri(url)],
    ['missing DPoP nonce', 'nothing', () => !policy.dpopNonces || nonce !== undefined],
    ['unknown DPoP nonce', 'nothing', () => !policy.dpopNonces || isRecentNonce(server, nonce)],
    ['DPoP iat too old', 'iat', () => iat * 1000 >= nowMs - WINDOW_MS],
    ['DPoP iat in the future', 'iat', () => iat * 1000 <= nowMs + WINDOW_MS],
    ['missing DPoP ath', 'ath', () => !accessToken || Boolean(ath)],
    [
      'DPoP ath does not match',
      'ath',
      async () => !accessToken || !ath || ath === (await sha256(accessToken)),
    ],
    // This is the last check, so that a refused proof does not count as used.
    ['DPoP proof used before', 'jti', () => records.firstUse(`${httpUri(url)} ${jti}`, times)],
  ];
  for (const [reason, leftOut, holds] of checks) {
    if (await holds()) continue;
    if (leftOut === 'nothing' || leftOut !== policy.dpopProofUnchecked) return reason;
    server.tolerate(reason);
  }
  return undefined;
}
