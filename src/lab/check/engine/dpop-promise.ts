import { challengeSchemes } from './challenge-schemes.ts';
import { documentAt, type Evidence, listOf } from './evidence.ts';
import type { DpopServer } from './probes/dpop/flaws.ts';
import { refusedCall } from './server-kind.ts';

/** The member of both metadata documents that lists the algorithms of proofs (RFC 9449 §5.1, RFC 9728 §2). */
const ALGORITHMS = 'dpop_signing_alg_values_supported';
/** The algorithm of every proof of this report. */
const ALGORITHM = 'ES256';

type Promises = Pick<
  Evidence,
  'resourceLocations' | 'serverLocations' | 'challenge' | 'initialize' | 'newer'
>;

/** In the metadata of a server, or in the challenge of the MCP server (RFC 9449 §7.1). */
export function promisesDpop(evidence: Promises, server: DpopServer): boolean {
  if (algorithmsOf(evidence, server)?.length) return true;
  return server === 'MCP server' && (requiresDpop(evidence) || schemesOf(evidence).includes('dpop'));
}

/** Whether the MCP server accepts only bound tokens, according to its metadata and its challenge. */
export function requiresDpop(evidence: Promises): boolean {
  const { dpop_bound_access_tokens_required: required } =
    documentAt(evidence.resourceLocations)?.members ?? {};
  const schemes = schemesOf(evidence);
  return required === true || (schemes.includes('dpop') && !schemes.includes('bearer'));
}

/** Why this report can make no proof for a server, in a sentence; `undefined` if it can make proofs. */
export function whyNoProof(evidence: Promises, server: DpopServer): string | undefined {
  const algorithms = algorithmsOf(evidence, server);
  if (!algorithms?.length || algorithms.includes(ALGORITHM)) return undefined;
  return `The ${server} lists ${algorithms.join(', ')} for proofs, and this report signs only with ${ALGORITHM}.`;
}

/** Whether any server of the sign-in promises DPoP. */
export function anyPromisesDpop(evidence: Promises): boolean {
  return promisesDpop(evidence, 'authorization server') || promisesDpop(evidence, 'MCP server');
}

function algorithmsOf({ resourceLocations, serverLocations }: Promises, server: DpopServer) {
  return listOf(documentAt(server === 'MCP server' ? resourceLocations : serverLocations), ALGORITHMS);
}

function schemesOf(evidence: Promises): readonly string[] {
  return challengeSchemes(refusedCall(evidence)?.headers['www-authenticate'] ?? '');
}
