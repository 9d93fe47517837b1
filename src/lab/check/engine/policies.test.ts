import { describe, expect, it } from 'vitest';
import { createTestBrowser } from '../testing/browser.ts';
import { WEAKENED } from '../testing/weak-policies.ts';
import { findingsOf } from './findings.ts';

describe('the report on a server', () => {
  it('finds no broken rule at the safe servers, and lists the rules that it cannot test', async () => {
    const browser = createTestBrowser();
    const findings = findingsOf(await browser.probeAll(await browser.examine()));
    const idsOf = (result: string) =>
      findings.filter((finding) => finding.result === result).map(({ id }) => id);
    expect(idsOf('fail')).toEqual([]);
    expect(idsOf('not testable')).toEqual([
      'handshake-completes',
      'lists-after-handshake',
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

  it.each(Object.entries(WEAKENED))(
    'finds exactly the rules that a weak %s breaks',
    async (_name, expectation) => {
      const found = 'found' in expectation ? expectation.found : [];
      expect(await createTestBrowser({ policy: expectation.weak }).brokenRules()).toEqual(found);
    },
  );

  it('finds that a server accepts a verifier for a code without a challenge', async () => {
    expect(
      await createTestBrowser({
        policy: { pkceRequired: false, downgradeRefused: false },
      }).brokenRules(),
    ).toEqual(['challenge-required', 'downgrade-refused']);
  });
});
