import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../mocks/authorization-server/policy.ts';
import { createTestBrowser } from '../testing/browser.ts';
import { findingsOf } from './findings.ts';

/** What the report has to find; or why nobody can, from outside. */
type Expectation = { weak: Partial<Policy>; found: string[] } | { weak: Partial<Policy>; unseen: string };

// Keyed by policy, so that the compiler asks for an expectation when a knob is added.
const WEAKENED: Record<keyof Policy, Expectation> = {
  pkceRequired: { weak: { pkceRequired: false }, found: ['challenge-required'] },
  plainAllowed: {
    weak: { plainAllowed: true },
    found: ['no-plain', 'plain-refused', 'omitted-method-refused'],
  },
  downgradeRefused: {
    weak: { downgradeRefused: false },
    unseen: 'as long as a challenge is required there is no code without one; see the pair below',
  },
  verifierCheck: { weak: { verifierCheck: 'form only' }, found: ['wrong-verifier-refused'] },
  codeClientBinding: {
    weak: { codeClientBinding: false },
    unseen: 'the check is one client, and has no other one to present its code',
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
    unseen: 'what is typed at the page of the server is not for this page to see',
  },
  issInResponses: { weak: { issInResponses: false }, found: ['iss-announced', 'iss-in-answers'] },
  codeLifetimeMs: { weak: { codeLifetimeMs: 3600_000 }, found: ['late-code-refused'] },
  codeSingleUse: { weak: { codeSingleUse: false }, found: ['code-works-once'] },
  accessTokenLifetimeMs: { weak: { accessTokenLifetimeMs: 24 * 3600_000 }, found: ['short-life'] },
  refreshTokenRotation: { weak: { refreshTokenRotation: false }, found: ['refresh-rotates'] },
  refreshReuseDetection: { weak: { refreshReuseDetection: false }, found: ['refresh-reuse-noticed'] },
  refreshTokenLifetimeMs: {
    weak: { refreshTokenLifetimeMs: 365 * 24 * 3600_000 },
    unseen: 'it would have to be waited for',
  },
  audienceRestriction: {
    weak: { audienceRestriction: false },
    found: ['unknown-resource-refused', 'resource-bound'],
  },
  registrationOffered: { weak: { registrationOffered: true }, found: [] },
  framing: {
    weak: { framing: 'allowed' },
    unseen: 'headers of a page of another origin are not for a script to read',
  },
  clientIdMetadataDocuments: { weak: { clientIdMetadataDocuments: true }, found: [] },
};

describe('the report on a server', () => {
  it('has no false alarm on the safe servers, and says what it could not look at', async () => {
    const browser = createTestBrowser();
    const findings = findingsOf(await browser.probeAll(await browser.look()));
    const idsOf = (result: string) =>
      findings.filter((finding) => finding.result === result).map(({ id }) => id);
    expect(idsOf('fail')).toEqual([]);
    expect(idsOf('not testable')).toEqual([
      'session-readable',
      'registration-offered',
      'registration-readable',
      'refresh-ends',
      'refresh-expiry-fits',
      'refresh-expiry-declared',
      'downgrade-refused',
      'redirect-uri-exact',
    ]);
  });

  it.each(Object.entries(WEAKENED))('finds %s weakened, and nothing else', async (_name, expectation) => {
    const found = 'found' in expectation ? expectation.found : [];
    expect(await createTestBrowser({ policy: expectation.weak }).brokenRules()).toEqual(found);
  });

  it('finds a verifier taken for a code whose challenge may have been stripped', async () => {
    expect(
      await createTestBrowser({
        policy: { pkceRequired: false, downgradeRefused: false },
      }).brokenRules(),
    ).toEqual(['challenge-required', 'downgrade-refused']);
  });
});
