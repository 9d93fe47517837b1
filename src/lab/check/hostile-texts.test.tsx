import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Evidence } from './engine/evidence.ts';
import { findingsOf } from './engine/findings.ts';
import { probes } from './engine/probes/index.ts';
import { FindingList } from './FindingList.tsx';
import { ProbeItem } from './ProbeItem.tsx';
import { ProbePanel } from './ProbePanel.tsx';
import { ReportFailure } from './ReportFailure.tsx';
import { Summary } from './Summary.tsx';
import { SERVER, type TestServers } from './testing/browser.ts';
import { resourceWith, withHeaders } from './testing/changes.ts';
import { postsTo } from './testing/requests.ts';
import { corsJson } from './testing/responses.ts';
import { openTab } from './testing/tab.ts';

/** Reverses the text after it, contains a hidden character, and is much longer than a screen can show. */
const HOSTILE = `\u202e\u00ad${'x'.repeat(70_000)}`;

async function reportOn(servers: TestServers, isConfirmed = true) {
  const tab = openTab(servers);
  tab.confirms = () => isConfirmed;
  const { report } = tab.openPage();
  await report.examine(SERVER, 'this-app');
  const { evidence } = report.getSnapshot();
  if (!evidence) throw new Error('There is no evidence.');
  return { report, evidence };
}

/** The text of a screen, without markup. */
function shown(element: Parameters<typeof renderToStaticMarkup>[0]): string {
  const text = renderToStaticMarkup(element).replace(/<[^>]*>/g, '');
  expect(text).not.toMatch(/[\u202e\u00ad]/);
  expect(text.length).toBeLessThan(30_000);
  return text;
}

describe('the text of a server on the Check screen is short and has no invisible character,', () => {
  it('when the verdict quotes it', async () => {
    const named = `https://other.example/${'x'.repeat(1_900)}`;
    const { evidence } = await reportOn(resourceWith({ authorization_servers: [named] }), false);
    const text = shown(<Summary evidence={evidence} findings={findingsOf(evidence)} />);
    expect(text).toContain('more characters');
  });

  it('when the reason for skipped probes quotes it', async () => {
    const { report, evidence } = await reportOn({
      change: withHeaders(({ url }) => url === SERVER, {
        'WWW-Authenticate': `Bearer resource_metadata="http://mcp.example/${'x'.repeat(1_900)}"`,
      }),
    });
    const text = shown(<ProbePanel report={report} findings={findingsOf(evidence)} />);
    expect(text).toContain('The challenge names http://mcp.example/');
    expect(text).toContain('more characters');
  });

  it('when the failure of a registration quotes it', async () => {
    const { report } = await reportOn({
      policy: { registrationOffered: true },
      instead: postsTo('/register', () => corsJson({ error: HOSTILE }, 400)),
    });
    await report.register();
    expect(shown(<ReportFailure report={report} />)).toContain(
      'The server registered no client: 400 ⟨U+202E⟩',
    );
  });

  it('when it is the client ID of a registration', async () => {
    const { report, evidence } = await reportOn({
      policy: { registrationOffered: true },
      instead: postsTo('/register', () => corsJson({ client_id: HOSTILE }, 201)),
    });
    await report.register();
    report.agree(report.getSnapshot().evidence?.clientId ?? '');
    expect(shown(<ProbePanel report={report} findings={findingsOf(evidence)} />)).toContain('as ⟨U+202E⟩');
    const unreadable: Evidence = { ...evidence, clientId: HOSTILE };
    const endpoint = evidence.tokenEndpoint;
    if (!endpoint) throw new Error('The token endpoint got no request.');
    const findings = findingsOf({
      ...unreadable,
      tokenEndpoint: { ...endpoint, outcome: 'unreadable' },
      endpointsWithoutCors: [{ ...endpoint, outcome: 'opaque' }],
    });
    const broken = findings.filter(({ id }) => id === 'token-endpoint-readable');
    expect(shown(<FindingList title="Broken" findings={broken} log={[]} />)).toContain('the client ⟨U+202E⟩');
  });

  it('when it is the error in a response to a probe', async () => {
    const { report, evidence } = await reportOn({});
    const [probe] = probes;
    if (!probe) throw new Error('There is no probe.');
    const response = { exchangeId: 1, code: false, refused: true as const, error: HOSTILE.slice(0, 60) };
    const answered = {
      ...evidence,
      probes: { [probe.id]: { status: 'answered' as const, response, steps: {} } },
    };
    const seen = { ...report, getSnapshot: () => ({ ...report.getSnapshot(), evidence: answered }) };
    // A store must return the same value until the store changes.
    const value = seen.getSnapshot();
    const item = <ProbeItem probe={probe} report={{ ...seen, getSnapshot: () => value }} findings={[]} />;
    expect(shown(item)).toContain('answered ⟨U+202E⟩');
  });
});
