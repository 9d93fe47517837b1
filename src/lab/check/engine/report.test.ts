import { expect, it } from 'vitest';
import { createMachine } from '../../machine/machine.ts';
import { createRun } from '../../machine/run/run.ts';
import { createTestBrowser, PAGE, SERVER, type TestServers } from '../testing/browser.ts';
import { createServerReport, type ServerReportOptions } from './report.ts';

/** A report of a page that keeps nothing in its tab. The person confirms every address. */
function openReport(options: Partial<ServerReportOptions> = {}, servers: TestServers = {}) {
  const { network, confinedNetwork, asked } = createTestBrowser(servers);
  const machine = createMachine({ origin: PAGE, createRun });
  const left: string[] = [];
  const navigate = (url: string) => left.push(url);
  const report = createServerReport({
    ...{ machine, network, confinedNetwork, navigate, pageOrigin: PAGE },
    ...options,
  });
  const activities = new Set<string>();
  report.subscribe(() => {
    const { activity, evidence, toConfirm } = report.getSnapshot();
    activities.add(evidence ? `${activity} with evidence` : activity);
    if (toConfirm) report.confirmAddresses(true);
  });
  return { machine, report, asked, left, activities };
}
const NOTHING = { activity: 'idle', agreed: false, returned: false };

it('a report without an examination registers, probes, records and restores nothing', async () => {
  const { report, machine, activities } = openReport();
  report.agree('this-app');
  report.recordPersonSaw('plain', 'refused');
  report.confirmAddresses(true);
  report.leave();
  await report.resume();
  expect(activities).toEqual(new Set());
  await report.register();
  await report.run('cookies');
  expect(activities).toEqual(new Set(['registering', 'probing', 'idle']));
  expect(report.getSnapshot()).toEqual(NOTHING);
  expect(machine.log.getSnapshot()).toEqual([]);
});

it('a report without a storage keeps its messages in the page, and refuses a probe that would leave the page', async () => {
  const { report, machine, left } = openReport();
  await report.examine(SERVER, 'this-app');
  const { length } = machine.log.getSnapshot();
  report.agree('this-app');
  await report.run('cookies');
  const { length: withProbe } = machine.log.getSnapshot();
  await report.examine(SERVER, 'this-app');
  expect(report.getSnapshot()).toEqual({
    ...NOTHING,
    evidence: expect.objectContaining({ redirectUri: `${PAGE}/callback`, probes: {} }),
  });
  expect(machine.log.getSnapshot()).toHaveLength(withProbe + length);
  report.agree(' this-app ', { resource: SERVER });
  await report.run('right-request');
  expect(report.getSnapshot()).toEqual({
    ...{ ...NOTHING, agreed: true, latest: 'right-request' },
    evidence: expect.objectContaining({ clientId: 'this-app', accepted: { resource: SERVER } }),
    failure: 'A probe leaves the page, and this report has no storage to resume from.',
  });
  expect(left).toEqual([]);
  await report.run('cookies');
  expect(report.getSnapshot()).toMatchObject({ failure: undefined, latest: 'cookies' });
  report.forget();
  expect(report.getSnapshot()).toEqual({ ...NOTHING, latest: 'cookies' });
  expect(machine.log.getSnapshot()).toEqual([]);
});

it('a report names a request that the policy of the page blocks, and a permission that the user denies', async () => {
  const { report } = openReport({
    network: () => Promise.reject(new TypeError('Failed to fetch')),
    isBlocked: async () => true,
    localNetworkAccess: async () => 'denied',
  });
  await report.examine('http://localhost:9401/mcp', '');
  expect(report.getSnapshot().evidence).toMatchObject({
    challenge: { outcome: 'blocked' },
    localNetworkAccess: 'denied',
  });
});

it.each([
  [PAGE, 'web'],
  ['http://localhost:5173', 'native'],
])('a page at %s registers a %s client, until the user names another one', async (pageOrigin, type) => {
  const bodies: string[] = [];
  const { report } = openReport(
    { pageOrigin },
    {
      policy: { registrationOffered: true },
      async instead(request) {
        if (request.url.endsWith('/register')) bodies.push(await request.text());
        return undefined;
      },
    },
  );
  await report.examine(SERVER, '');
  await report.register();
  expect(JSON.parse(bodies.at(-1) ?? '')).toMatchObject({
    application_type: type,
    redirect_uris: [`${pageOrigin}/callback`],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
  });
  report.agree('this-app');
  expect(report.getSnapshot().evidence).not.toHaveProperty('isRegistered');
});

it('a busy report begins no second examination, and goes on after the user leaves its page', async () => {
  const { report, asked, activities } = openReport();
  const examining = report.examine(SERVER, 'this-app');
  await report.examine('https://other.example/mcp', 'this-app');
  report.leave();
  await examining;
  expect(report.getSnapshot().evidence).toMatchObject({
    serverUrl: SERVER,
    challenge: { outcome: 'answered' },
  });
  expect(activities).toEqual(new Set(['examining', 'examining with evidence', 'idle with evidence']));
  expect(asked.filter((url) => url.includes('other.example'))).toEqual([]);
});

it('a stopped report drops the message that waits at the gate', async () => {
  const { report, machine, asked } = openReport();
  machine.gate.setStepping(true);
  const examining = report.examine(SERVER, 'this-app');
  await expect.poll(() => machine.gate.getSnapshot().status).toBe('paused');
  report.stop();
  await examining;
  expect(report.getSnapshot()).toMatchObject({
    activity: 'idle',
    evidence: { challenge: { outcome: 'stopped' } },
  });
  expect(asked).toEqual([]);
});
