import { describe, expect, it } from 'vitest';
import { reportAsMarkdown } from './engine/export.ts';
import { takeProbeResponse } from './engine/probe-record.ts';
import { type Change, ISSUER, PAGE } from './testing/browser.ts';
import { issuerWith, responsesFrom, withoutIssuer } from './testing/changes.ts';
import { postsTo } from './testing/requests.ts';
import { oauthError } from './testing/responses.ts';
import { agreed, answered, everythingIn, foundBy, nextPage, openTab, probed } from './testing/tab.ts';

describe('a probe in a browser', () => {
  it('saves one record before it leaves the page, and its response goes to the report, not to the app’s session', async () => {
    const tab = openTab();
    await (await agreed(tab)).report.run('right-request');
    // The record is saved before the navigation, because the page may run no code afterwards.
    expect(tab.keptOnLeaving.filter((key) => key.startsWith('lab:probe:'))).toHaveLength(1);

    expect(tab.openAddress(await tab.signIn(tab.left[0] ?? ''))).toBe(`${PAGE}/check`);
    expect([...tab.storage.getSnapshot().keys()]).toEqual(['lab:server-report']);

    const { report } = tab.openPage();
    await Promise.all([report.resume(), report.resume()]);
    expect(report.getSnapshot()).toMatchObject({
      ...{ activity: 'idle', agreed: true, returned: true, latest: 'right-request' },
    });
    expect(foundBy(report).finding('sign-in-works')).toMatchObject({ result: 'pass' });
    expect(takeProbeResponse()).toBeUndefined();
  });

  it('keeps the query of the authorization endpoint, except parameters of the protocol (RFC 6749 §3.1)', async () => {
    const authorization_endpoint = `${ISSUER}/authorize?tenant=7&request_uri=x&Request=x&scope%5B%5D=x&code_challenge=x`;
    const tab = openTab(issuerWith({ authorization_endpoint }));
    const { report } = await agreed(tab);
    await report.run('no-challenge');
    const names = 'tenant response_type client_id redirect_uri resource scope state nonce';
    expect([...new URL(tab.left[0] ?? '').searchParams.keys()]).toEqual(names.split(' '));
  });

  it.each([
    ['of another state', `${PAGE}/callback?code=c&state=elsewhere`],
    ['with the state twice', `${PAGE}/callback?code=c&state=STATE&state=STATE`],
    ['at another path', `${PAGE}/tools?code=c&state=STATE`],
    ['without a state', `${PAGE}/callback?code=c`],
  ])('leaves a response %s to the app', async (_what, address) => {
    const tab = openTab();
    await (await agreed(tab)).report.run('right-request');
    const opened = address.replaceAll('STATE', new URL(tab.left[0] ?? '').searchParams.get('state') ?? '');
    expect(tab.openAddress(opened)).toBe(opened);
    expect(takeProbeResponse()).toBeUndefined();
  });

  it.each(['/callback/', '/callback;jsessionid=1', '/Callback.html'])(
    'gets its response at a path that the host has changed: %s',
    async (path) => {
      const tab = openTab();
      await (await agreed(tab)).report.run('right-request');
      const callback = await tab.signIn(tab.left[0] ?? '');
      expect(tab.openAddress(callback.replace('/callback', path))).toBe(`${PAGE}/check`);
      expect(takeProbeResponse()).toBeDefined();
    },
  );

  it.each(['{"probe":', '{"state":"s","verifier":"v"}', '{"probe":"plain","state":"s"}'])(
    'ignores a damaged record: %s',
    (record) => {
      const tab = openTab();
      tab.storage.setItem('lab:probe:s', record);
      const opened = `${PAGE}/callback?code=c&state=s`;
      expect(tab.openAddress(opened)).toBe(opened);
    },
  );

  it.each([
    ['without messages', { evidence: { redirectUri: `${PAGE}/callback`, probes: {} }, har: '{}' }],
    ['without probes', { evidence: { redirectUri: `${PAGE}/callback` }, har: '{"log":{"entries":[]}}' }],
    [
      'of an earlier version, without a list that a rule reads',
      { evidence: { redirectUri: `${PAGE}/callback`, probes: {} }, har: '{"log":{"entries":[]}}' },
    ],
  ])('ignores a saved report %s', async (_what, kept) => {
    const tab = openTab();
    tab.storage.setItem('lab:server-report', JSON.stringify(kept));
    const { report } = tab.openPage();
    await report.resume();
    expect(report.getSnapshot()).toEqual({ activity: 'idle', agreed: false, returned: false });
  });

  it.each([
    ['leaves a rule undecided if the person changed the message that decides it', '&x=1', 'not testable'],
    ['decides a rule if the person sent the message unchanged', '', 'pass'],
  ])('%s', async (_rule, added, result) => {
    const tab = openTab();
    for (const id of ['right-request', 'wrong-verifier'] as const) {
      const { report } = id === 'right-request' ? await agreed(tab) : await nextPage(tab);
      await report.run(id);
      tab.openAddress(await tab.signIn(tab.left.at(-1) ?? ''));
      const { machine, report: returned } = tab.openPage();
      const { gate } = machine;
      gate.subscribe(() => {
        const state = gate.getSnapshot();
        if (state.status !== 'paused') return;
        const { message } = state;
        const isProbed = id === 'wrong-verifier' && message.body.includes('code_verifier');
        gate.send({ ...message, body: message.body + (isProbed ? added : '') });
      });
      gate.setStepping(true);
      await returned.resume();
    }
    const { finding } = await nextPage(tab);
    expect(finding('wrong-verifier-refused')).toMatchObject({
      result,
      ...(added && { reason: expect.stringMatching(/^You changed message \d+ and \d+ before it was sent/) }),
    });
  });

  it.each([
    ['x=1', undefined],
    ['request_uri=urn:x', true],
  ])('leaves a rule undecided if the person added %s to its pushed request', async (added, isRefused) => {
    const tab = openTab({ policy: { pushedAuthorizationRequests: 'required', plainAllowed: true } });
    const { machine, report } = await agreed(tab);
    const { gate } = machine;
    gate.subscribe(() => {
      const state = gate.getSnapshot();
      if (state.status === 'paused') gate.send({ ...state.message, body: `${state.message.body}&${added}` });
    });
    gate.setStepping(true);
    await report.run('plain');
    expect(report.getSnapshot().evidence?.probes.plain?.response?.edited).toBe(isRefused);
    expect(report.getSnapshot().failure).toBeUndefined();
    if (isRefused) return;
    tab.openAddress(await tab.signIn(tab.left[0] ?? ''));
    const { reason } = await nextPage(tab);
    expect(reason('plain-refused')).toMatch(/^You changed message \d+ before it was sent/);
  });

  it('without a response shows what the person reported, and its rule stays not testable', async () => {
    const tab = openTab();
    await (await agreed(tab)).report.run('changed-redirect-uri');
    const { report } = tab.openPage();
    await report.resume();
    expect(report.getSnapshot()).toMatchObject({ latest: 'changed-redirect-uri', returned: false });
    report.recordPersonSaw('changed-redirect-uri', 'refused');
    const { evidence, findings, finding } = foundBy(report);
    expect(evidence.probes['changed-redirect-uri']?.status).toBe('no response');
    expect(finding('redirect-uri-exact')).toMatchObject({
      result: 'not testable',
      personSaw: 'The server refused the request on its own page.',
    });
    expect(reportAsMarkdown(evidence, findings)).toContain('Reported by the person, not observed:');
    expect(everythingIn(tab.storage)).not.toContain('lab:probe:');
  });

  it.each<[string, Change, string]>([
    ['has another iss', responsesFrom('https://evil.example'), 'The response has iss=https://evil.example'],
    ['lacks the issuer that the metadata promises', withoutIssuer, 'The response has no iss.'],
  ])('does not send a code whose response %s (RFC 9207 §2.4)', async (_what, change, saw) => {
    const { machine, finding } = await probed(openTab({ change }), 'right-request');
    expect(machine.log.getSnapshot().filter(({ request }) => request.body.includes('code_verifier'))).toEqual(
      [],
    );
    expect(finding('iss-in-answers')).toMatchObject({ result: 'fail', saw: expect.stringContaining(saw) });
    expect(finding('sign-in-works')).toMatchObject({ result: 'fail' });
  });

  it.each([
    ['the issuer twice', (iss: string) => `?code=c&iss=${iss}&iss=${iss}`],
    ['two codes', (iss: string) => `?code=c&code=d&iss=${iss}`],
    ['a code and an error', (iss: string) => `?code=c&error=server_error&iss=${iss}`],
    ['half an escape', (iss: string) => `?code=c&iss=${iss}&x=%4`],
    ['a code in the fragment', (iss: string) => `#code=c&iss=${iss}`],
  ])('does not send a code whose response has %s, and neither does the app', async (_what, answer) => {
    const parameters = answer(encodeURIComponent(ISSUER));
    const { machine, report } = await answered(openTab(), 'right-request', parameters);
    expect(report.getSnapshot().latest).toBe('right-request');
    const sent = machine.log.getSnapshot().filter(({ request }) => request.method === 'POST');
    expect(sent.filter(({ request }) => request.url === `${ISSUER}/token`)).toHaveLength(1);
  });

  it('neither shows nor judges an error response with another issuer (RFC 9207 §2.4)', async () => {
    const response = '?error=invalid_request&iss=https://evil.example';
    const { evidence, finding } = await answered(openTab(), 'plain', response);
    expect(evidence.probes.plain?.response).not.toHaveProperty('error');
    expect(finding('plain-refused')).toMatchObject({ result: 'not testable' });
  });

  it('decides no rule at a server that refuses every exchange, even a correct exchange', async () => {
    const tab = openTab({ instead: postsTo('/token', () => oauthError('invalid_client', 401)) });
    const { reason } = await probed(tab, 'wrong-verifier');
    expect(reason('wrong-verifier-refused')).toBe(
      'It answered invalid_client, which is about the client and not about the request.',
    );
  });

  it('waits more than ten minutes for a code to expire, unless the person stops the report', async () => {
    const tab = openTab();
    await (await agreed(tab)).report.run('late-code');
    tab.openAddress(await tab.signIn(tab.left[0] ?? ''));
    const { report } = tab.openPage();
    const beganMs = Date.now();
    const resumed = report.resume();
    await expect.poll(() => report.getSnapshot().waitsUntilMs).toBeGreaterThan(beganMs + 600_000);
    expect(report.getSnapshot()).toMatchObject({ activity: 'probing', probe: 'late-code' });
    report.stop();
    await resumed;
    expect(report.getSnapshot()).toMatchObject({ activity: 'idle', waitsUntilMs: undefined });
    expect(report.getSnapshot().evidence?.probes['late-code']?.status).toBe('stopped');
  });

  it('that needs no sign-in stays on the page', async () => {
    const tab = openTab();
    const { report } = await agreed(tab);
    await report.run('cookies');
    expect(tab.left).toEqual([]);
    expect(foundBy(report).evidence.probes.cookies?.status).toBe('answered');
  });

  it('that the person denies breaks no rule', async () => {
    const { findings } = await answered(openTab(), 'right-request', `?error=access_denied&iss=${ISSUER}`);
    expect(findings.filter(({ result }) => result === 'fail')).toEqual([]);
  });
});
