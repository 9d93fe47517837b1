import { expect, it } from 'vitest';
import { discover, OAuthError } from '../../../oauth/index.ts';
import { createTabPlatform } from '../../machine/run/tab-platform.ts';
import { createTestBrowser, SERVER, type TestServers } from '../testing/browser.ts';
import { DISCOVERY_CASES } from '../testing/discovery-cases.ts';
import { examineServers } from '../testing/reports.ts';
import { obstacleOf } from './findings.ts';

/** The code of the error with which the app refuses the servers; `undefined` if discovery succeeds. */
async function refusalOf(servers: TestServers): Promise<string | undefined> {
  const { network } = createTestBrowser(servers);
  const platform = createTabPlatform({ fetch: network, schedule: () => () => {} });
  try {
    await discover(platform, SERVER);
    return undefined;
  } catch (error) {
    if (error instanceof OAuthError) return error.code;
    throw error;
  }
}

it.each(DISCOVERY_CASES)('the report and the app agree about servers %s', async (_what, servers) => {
  const refusal = await refusalOf(servers);
  const { evidence, findings, broken } = await examineServers(servers);
  if (refusal === 'authorization_not_required') expect(broken).toEqual([]);
  // If the app refuses the servers, the report names a broken rule.
  else if (refusal !== undefined) expect(broken, refusal).not.toEqual([]);
  // If discovery succeeds, the report does not say that a page cannot sign in.
  else expect(obstacleOf(findings, evidence)?.demands).toBeUndefined();
});
