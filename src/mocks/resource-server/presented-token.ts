import type { DpopServer } from '../dpop/dpop-server.ts';
import type { BindingRejection, DpopRejection } from '../dpop/rejections.ts';
import { verifyProof } from '../dpop/verify-proof.ts';
import {
  type AccessTokenClaims,
  type BearerExpectations,
  type BearerRejection,
  verifyAccessToken,
} from './bearer.ts';

/** Why a resource server refuses the token of a request, or the DPoP proof in the same request. */
export type TokenRejection = BearerRejection | DpopRejection;

export interface TokenExpectations extends BearerExpectations {
  /** If absent, the server knows only bearer tokens. */
  dpop?: DpopServer | undefined;
}

/** RFC 6750 §2.1, RFC 9449 §7.1. A token in the query does not count: logs and histories store queries. */
export async function verifyPresentedToken(
  request: Request,
  expectations: TokenExpectations,
): Promise<AccessTokenClaims | TokenRejection> {
  const { dpop } = expectations;
  const header = request.headers.get('Authorization') ?? '';
  // A challenge to a request with another scheme names no error (RFC 6750 §3.1).
  if (!/^(Bearer|DPoP)\b/i.test(header)) return 'no token';
  const [, scheme = '', token] = /^(Bearer|DPoP) +([\w.~+/-]+=*)$/i.exec(header) ?? [];
  const proven = scheme.toLowerCase() === 'dpop';
  if (token === undefined || (proven && !dpop)) return 'malformed token';
  const claims = await verifyAccessToken(token, expectations);
  if (typeof claims === 'string' || !dpop) return claims;
  if (proven) return (await provenTokenRejection(request, token, claims, dpop)) ?? claims;
  return bearerTokenRejection(claims, dpop) ?? claims;
}

async function provenTokenRejection(
  request: Request,
  token: string,
  { jkt }: AccessTokenClaims,
  dpop: DpopServer,
): Promise<DpopRejection | undefined> {
  if (jkt === undefined) return 'token bound to no key';
  const proof = await verifyProof(request, dpop, token);
  if (typeof proof === 'string') return proof;
  if (proof.jkt === jkt) return undefined;
  return unlessTolerated(dpop, dpop.policy.dpopTokenBinding === 'any key', 'token bound to another key');
}

/**
 * Checks a token with the scheme Bearer. If such a token is bound to a key, the token may be stolen, or an attacker may
 * have made the client believe that it is a bearer token (RFC 9449 §7.2).
 */
function bearerTokenRejection({ jkt }: AccessTokenClaims, dpop: DpopServer): BindingRejection | undefined {
  if (jkt === undefined) return dpop.policy.dpop === 'required' ? 'token bound to no key' : undefined;
  return unlessTolerated(
    dpop,
    dpop.policy.dpopTokenBinding === 'as bearer',
    'bound token without its scheme',
  );
}

function unlessTolerated(
  dpop: DpopServer,
  tolerated: boolean,
  rejection: BindingRejection,
): BindingRejection | undefined {
  if (!tolerated) return rejection;
  dpop.tolerate(rejection);
  return undefined;
}
