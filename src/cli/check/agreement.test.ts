import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../lab/check/engine/findings.ts';
import { createTestBrowser, PAGE, SERVER, type TestServers } from '../../lab/check/testing/browser.ts';
import { DISCOVERY_CASES } from '../../lab/check/testing/discovery-cases.ts';
import { MISCONFIGURATIONS } from '../../lab/check/testing/misconfigurations.ts';
import { WEAKENED } from '../../lab/check/testing/weak-policies.ts';
import { runCommand } from '../command.ts';
import type { ReportDocument } from '../output/report-document.ts';
import { createTestMachine, sendTo } from '../testing/machine.ts';
import { personAt } from '../testing/person.ts';

type Results = Record<string, string>;

const RESULTS = { pass: 'kept', fail: 'broken', 'not testable': 'not tested' };
/** In a terminal, the probes of these rules run only if the command line names the rules. */
const BY_NAME = 'late-code-refused,redirect-uri-exact';

/** The result of the lab's page for every rule, after every probe. */
async function pageResults(servers: TestServers): Promise<Results> {
  const browser = createTestBrowser(servers);
  const findings = findingsOf(await browser.probeAll(await browser.examine()));
  return Object.fromEntries(findings.map(({ id, result }) => [id, RESULTS[result]]));
}

/** The terminal's result for every rule that a page can test, after every probe. */
async function terminalResults(servers: TestServers): Promise<Results> {
  const results: Results = {};
  for (const only of [[], ['--only', BY_NAME]]) {
    const browser = createTestBrowser(servers);
    const { machine, written } = createTestMachine(sendTo(browser), personAt(browser));
    const args = ['check', SERVER, '--origin', PAGE, '--sign-in', '--yes', '--json', '-', ...only];
    await runCommand([...args, '--accept', 'https://mcp.example', '--accept', 'https://as.example'], machine);
    const report: ReportDocument = JSON.parse(written.stdout);
    const seen = report.findings.filter(({ seenBy, selected }) => seenBy === 'page' && selected);
    for (const { rule, result } of seen) {
      if (only.length || !BY_NAME.includes(rule)) results[rule] = result;
    }
  }
  return results;
}

// The page and the terminal each register a client, because they are different clients.
const registering = (servers: TestServers): TestServers => ({
  ...servers,
  policy: { registrationOffered: true, ...servers.policy },
});

/** The cases whose authorization server knows only the client of the page, or accepts no registration. */
const FOR_THE_PAGE_ALONE = [
  'a server that ignores PKCE',
  'a server that does not compare the redirect URI with the code',
  'an authorization server that always responds at the registered redirect URI',
  'with an empty registration endpoint',
];

async function compare(servers: TestServers): Promise<void> {
  const [page, terminal] = [await pageResults(servers), await terminalResults(servers)];
  // CORS may allow only the origin of a pre-registered client. The terminal registers a new client.
  if (terminal['token-endpoint-readable'] === 'not tested') delete terminal['token-endpoint-readable'];
  const seen = Object.fromEntries(Object.entries(page).filter(([rule]) => rule in terminal));
  expect(terminal).toEqual(seen);
  expect(Object.keys(terminal).length).toBeGreaterThan(10);
}

describe('the terminal and the page give the same verdict on every rule that both can test', () => {
  it('at safe servers, where a page can test every rule', async () =>
    expect(await terminalResults(registering({}))).toEqual(await pageResults(registering({}))));

  it.each(Object.entries(WEAKENED))('at servers with a weak %s', async (_name, { weak }) => {
    await compare(registering({ policy: weak }));
  });

  it('at servers that accept a verifier for a code without a challenge', async () => {
    await compare(registering({ policy: { pkceRequired: false, downgradeRefused: false } }));
  });

  it.each(MISCONFIGURATIONS.filter(([what]) => !FOR_THE_PAGE_ALONE.includes(what)))(
    'at %s',
    async (_what, servers) => compare(registering(servers)),
  );

  it.each(DISCOVERY_CASES.filter(([what]) => !FOR_THE_PAGE_ALONE.includes(what)))(
    'at servers %s',
    async (_what, servers) => compare(registering(servers)),
  );
});
