import type { Policy } from '../../../mocks/authorization-server/policy.ts';

/** The rules that the report must find broken, or the reason why the weakness is invisible from outside. */
export type Expectation =
  | { weak: Partial<Policy>; found: string[] }
  | { weak: Partial<Policy>; unseen: string };

// The keys are the settings of the policy, so that the compiler requires an expectation for every new setting.
export const WEAKENED: Record<keyof Policy, Expectation> = {
  pkceRequired: { weak: { pkceRequired: false }, found: ['challenge-required'] },
  plainAllowed: {
    weak: { plainAllowed: true },
    found: ['no-plain', 'plain-refused', 'omitted-method-refused'],
  },
  downgradeRefused: {
    weak: { downgradeRefused: false },
    unseen:
      'no code is issued without a challenge as long as a challenge is required; another test weakens both settings',
  },
  verifierCheck: { weak: { verifierCheck: 'form only' }, found: ['wrong-verifier-refused'] },
  codeClientBinding: {
    weak: { codeClientBinding: false },
    unseen: 'the check has no second client that could present the code of the first',
  },
  clientAuthentication: {
    weak: { clientAuthentication: false },
    unseen: 'the clients of the check are public, and have no secret to leave out',
  },
  refreshScopeLimited: {
    weak: { refreshScopeLimited: false },
    unseen: 'no probe asks for more than the person granted',
  },
  redirectUriMatching: { weak: { redirectUriMatching: 'prefix' }, found: ['redirect-uri-exact'] },
  passwordRequired: {
    weak: { passwordRequired: false },
    unseen: 'a page cannot see what a person types on a page of the server',
  },
  issInResponses: { weak: { issInResponses: false }, found: ['iss-announced', 'iss-in-answers'] },
  codeLifetimeMs: { weak: { codeLifetimeMs: 3600_000 }, found: ['late-code-refused'] },
  codeSingleUse: { weak: { codeSingleUse: false }, found: ['code-works-once'] },
  accessTokenLifetimeMs: { weak: { accessTokenLifetimeMs: 24 * 3600_000 }, found: ['short-life'] },
  refreshTokenRotation: { weak: { refreshTokenRotation: false }, found: ['refresh-rotates'] },
  refreshReuseDetection: { weak: { refreshReuseDetection: false }, found: ['refresh-reuse-noticed'] },
  refreshTokenLifetimeMs: {
    weak: { refreshTokenLifetimeMs: 365 * 24 * 3600_000 },
    unseen: 'the report would have to wait for the expiry',
  },
  audienceRestriction: {
    weak: { audienceRestriction: false },
    found: ['unknown-resource-refused', 'resource-bound'],
  },
  registrationOffered: { weak: { registrationOffered: true }, found: [] },
  pushedAuthorizationRequests: { weak: { pushedAuthorizationRequests: 'offered' }, found: [] },
  dpop: { weak: { dpop: 'offered' }, found: [] },
  dpopNonces: {
    weak: { dpop: 'offered', dpopNonces: false },
    unseen: 'a server does not have to demand nonces',
  },
  dpopProofUnchecked: {
    weak: { dpop: 'offered', dpopProofUnchecked: 'htm and htu' },
    found: ['dpop-token-htm', 'dpop-token-htu', 'dpop-call-htm', 'dpop-call-htu'],
  },
  dpopTokenBinding: { weak: { dpop: 'offered', dpopTokenBinding: 'as bearer' }, found: ['dpop-call-bearer'] },
  dpopCodeBinding: { weak: { dpop: 'offered', dpopCodeBinding: false }, found: ['dpop-code-bound'] },
  dpopRefreshTokenBinding: {
    weak: { dpop: 'offered', dpopRefreshTokenBinding: false },
    found: ['dpop-refresh-bound'],
  },
  framing: {
    weak: { framing: 'allowed' },
    unseen: 'a script cannot read the headers of a page on another origin',
  },
  clientIdMetadataDocuments: { weak: { clientIdMetadataDocuments: true }, found: [] },
};

export const WEAK: Partial<Policy> = {
  verifierCheck: 'form only',
  pkceRequired: false,
  plainAllowed: true,
  downgradeRefused: false,
  audienceRestriction: false,
};

/** The rules that a report counts as kept only after a refusal. */
export const ENFORCED = [
  ...(`
    wrong-verifier-refused missing-verifier-refused plain-refused omitted-method-refused
    challenge-required downgrade-refused late-code-refused redirect-uri-at-token
    unknown-resource-refused resource-bound
  `.match(/\S+/g) ?? []),
];
