import { describe, expect, it } from 'vitest';
import { MISCONFIGURATIONS } from '../testing/misconfigurations.ts';
import { brokenRules } from '../testing/reports.ts';
import { rules } from './rules/index.ts';

describe('a misconfigured server', () => {
  it.each(MISCONFIGURATIONS)('breaks exactly the expected rules: %s', async (_what, servers, expected) => {
    expect(await brokenRules(servers)).toEqual(expected);
  });

  it('has a case for each rule that can fail', () => {
    const seen = MISCONFIGURATIONS.flatMap(([, , found]) => found);
    const never = rules.map(({ id }) => id).filter((id) => !seen.includes(id));
    expect(never).toEqual(
      [
        // In examine.test.ts:
        'secure-address',
        'local-network',
        // In mcp-servers.test.ts:
        'is-mcp-server',
        'preflight-newer',
        // In endpoints.test.ts:
        'authorization-endpoint-exists',
        // In refresh-and-token-verdicts.test.ts:
        'refresh-works',
        // In first-calls.test.ts:
        'streamable-http',
        'origin-let-in',
        'serves-or-asks',
        'asks-for-bearer',
        'session-readable',
        // In authorization-servers.test.ts:
        'others-usable',
        // In refresh-expiry.test.ts:
        'refresh-expiry-fits',
        'refresh-expiry-declared',
        // In named-address.test.ts:
        'names-no-nearer-address',
        // In policies.test.ts:
        'no-plain',
        'iss-announced',
        'short-life',
        'code-works-once',
        'late-code-refused',
        'redirect-uri-exact',
        'unknown-resource-refused',
        'resource-bound',
        'refresh-rotates',
        'refresh-reuse-noticed',
        // In dpop.test.ts:
        ...rules.filter(({ group }) => group === 'dpop').map(({ id }) => id),
        // No server can break these rules:
        'registration-offered',
        'refresh-ends',
      ].sort((a, b) => indexOf(a) - indexOf(b)),
    );
  });
});

const indexOf = (id: string): number => rules.findIndex((rule) => rule.id === id);
