import type { DpopServer } from '../dpop/dpop-server.ts';
import { PROOF_ALGORITHMS } from '../dpop/proof-key.ts';
import { isProofRejection, proofError } from '../dpop/rejections.ts';
import type { TokenRejection } from './presented-token.ts';

type Scheme = 'Bearer' | 'DPoP';

/** Without a token, there is no error code (RFC 6750 §3.1, RFC 9449 §7.1). */
export function tokenError(rejection: TokenRejection): string | undefined {
  if (rejection === 'no token') return undefined;
  return isProofRejection(rejection) ? proofError(rejection) : 'invalid_token';
}

/** A challenge for each scheme (RFC 6750 §3, RFC 9449 §7.1). Only that of the request has the error. */
export function challengesFor(
  request: Request,
  dpop: DpopServer | undefined,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const offered: readonly Scheme[] = !dpop
    ? ['Bearer']
    : dpop.policy.dpop === 'required'
      ? ['DPoP']
      : ['Bearer', 'DPoP'];
  const used = offered.find((scheme) => isScheme(request, scheme)) ?? offered[0];
  return offered
    .map((scheme) =>
      challenge(scheme, {
        ...(scheme === 'DPoP' && { algs: PROOF_ALGORITHMS.join(' ') }),
        ...parameters,
        ...(scheme !== used && { error: undefined }),
      }),
    )
    .join(', ');
}

function isScheme(request: Request, scheme: Scheme): boolean {
  const [used = ''] = (request.headers.get('Authorization') ?? '').split(' ');
  return used.toLowerCase() === scheme.toLowerCase();
}

function challenge(scheme: Scheme, parameters: Readonly<Record<string, string | undefined>>): string {
  const list = Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([parameter, value]) => `${parameter}="${value}"`)
    .join(', ');
  return list ? `${scheme} ${list}` : scheme;
}
