import { accessTokens } from './access-tokens.ts';
import { challenge } from './challenge.ts';
import { codes } from './codes.ts';
import { discovery } from './discovery.ts';
import { dpop } from './dpop.ts';
import { dpopProofs } from './dpop-proofs.ts';
import { endpoints } from './endpoints.ts';
import { firstCalls } from './first-calls.ts';
import { issuedTokens } from './issued-tokens.ts';
import { issuerInResponses } from './issuer-in-responses.ts';
import { metadata } from './metadata.ts';
import { pkce } from './pkce.ts';
import { preflight } from './preflight.ts';
import { reachability } from './reachability.ts';
import { refreshExpiry } from './refresh-expiry.ts';
import { refreshTokens } from './refresh-tokens.ts';
import { registration } from './registration.ts';
import type { Rule } from './rule.ts';
import { signIn } from './sign-in.ts';
import { tokenDemand } from './token-demand.ts';

/** Every rule of the report, in the order in which a client meets them. */
export const rules: readonly Rule[] = [
  ...reachability,
  ...firstCalls,
  ...preflight,
  ...tokenDemand,
  ...challenge,
  ...endpoints,
  ...discovery,
  ...metadata,
  ...registration,
  ...signIn,
  ...issuerInResponses,
  ...issuedTokens,
  ...refreshExpiry,
  ...pkce,
  ...codes,
  ...accessTokens,
  ...refreshTokens,
  ...dpop,
  ...dpopProofs,
];
