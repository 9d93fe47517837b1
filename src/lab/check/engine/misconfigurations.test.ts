import { describe, expect, it } from 'vitest';
import { MISCONFIGURATIONS } from '../testing/misconfigurations.ts';
import { brokenRules } from '../testing/reports.ts';
import { rules } from './rules/index.ts';

describe('a misconfigured server', () => {
  it.each(MISCONFIGURATIONS)('breaks exactly the expected rules: %s', async (_what, servers, expected) => {
    expect(await brokenRules(servers)).toEqual(expected);
  });

  it('is tested for each rule that can fail', () => {
    const seen = MISCONFIGURATIONS.flatMap(([, , found]) => found);
    const never = rules.map(({ id }) => id).filter((id) => !seen.includes(id));
    const elsewhere = Object.values(ELSEWHERE).flatMap((ids) => ids.match(/\S+/g) ?? []);
    const ofDpop = rules.filter(({ group }) => group === 'dpop').map(({ id }) => id);
    expect(never).toEqual([...elsewhere, ...ofDpop].sort((a, b) => indexOf(a) - indexOf(b)));
  });
});

/** Other tests have servers that break these rules; dpop.test.ts has those that break rules about DPoP. */
const ELSEWHERE = {
  'examine.test.ts': 'secure-address local-network',
  'mcp-servers.test.ts': 'is-mcp-server',
  'preflight.test.ts': 'preflight-newer',
  'endpoints.test.ts': 'authorization-endpoint-exists',
  'refresh-and-token-verdicts.test.ts': 'refresh-works',
  'first-calls.test.ts': 'streamable-http origin-let-in serves-or-asks asks-for-bearer session-readable',
  'authorization-servers.test.ts': 'others-usable',
  'refresh-expiry.test.ts': 'refresh-expiry-fits refresh-expiry-declared',
  'named-address.test.ts': 'names-no-nearer-address',
  'policies.test.ts': `no-plain iss-announced short-life code-works-once late-code-refused redirect-uri-exact
    unknown-resource-refused resource-bound refresh-rotates refresh-reuse-noticed`,
  'No server can break these rules': 'registration-offered refresh-ends',
};

const indexOf = (id: string): number => rules.findIndex((rule) => rule.id === id);
