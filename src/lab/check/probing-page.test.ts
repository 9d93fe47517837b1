import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { curlOf } from '../machine/wire/curl.ts';
import { exportHar } from '../machine/wire/har.ts';
import { redactionOf } from '../machine/wire/redact.ts';
import { bugReport } from './engine/bug-report.ts';
import { reportAsJson, reportAsMarkdown } from './engine/export.ts';
import type { NamedAddress } from './engine/named-address.ts';
import { takeProbeResponse } from './engine/probe-record.ts';
import type { ServerReport } from './engine/report.ts';
import type { Trust } from './engine/trust.ts';
import { MessageText } from './MessageDetails.tsx';
import { type Change, ISSUER, PAGE, SERVER, type TestServers } from './testing/browser.ts';
import { issuerWith, resourceWith, responsesFrom, withMembers, withoutIssuer } from './testing/changes.ts';
import { isResourceMetadata, isServerMetadata, postsTo } from './testing/requests.ts';
import { oauthError } from './testing/responses.ts';
import {
  agreed,
  answered,
  everythingIn,
  foundBy,
  nextPage,
  openTab,
  probed,
  type Tab,
} from './testing/tab.ts';

/** The private member of the key in a proof, if it has one. */
function privateKeyIn(proof: string): string | undefined {
  const [header = ''] = proof.split('.');
  try {
    return Object(JSON.parse(Buffer.from(header, 'base64url').toString())).jwk?.d;
  } catch {
    return undefined;
  }
}

/** Expects that the report refuses to probe for this reason, and that no probe leaves the page. */
async function expectRefusal({ left }: Tab, report: ServerReport, why: string): Promise<void> {
  expect(report.getSnapshot()).toMatchObject({ agreed: false, failure: expect.stringContaining(why) });
  await report.run('right-request');
  expect(left).toEqual([]);
}

describe('a probe in a browser', () => {
  it('does not run before the person consents', async () => {
    const tab = openTab();
    const { report } = tab.openPage();
    await report.examine(SERVER, 'this-app');
    await report.run('right-request');
    expect(tab.left).toEqual([]);
  });

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
  ])('ignores a saved report %s', async (_what, kept) => {
    const tab = openTab();
    tab.storage.setItem('lab:server-report', JSON.stringify(kept));
    const { report } = tab.openPage();
    await report.resume();
    expect(report.getSnapshot()).toEqual({ activity: 'idle', agreed: false, returned: false });
  });

  it.each(['refresh', 'right-request'] as const)('(%s) leaves no secret in tab or file', async (id) => {
    const tab = openTab();
    const { machine, evidence, findings, code } = await probed(tab, id);
    const raw = JSON.stringify(machine.log.getSnapshot());
    const secrets = [
      code,
      ...(raw.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? []),
      ...[...raw.matchAll(/(?:code_verifier|refresh_token)=([\w-]{20,})/g)].map(([, secret]) => secret ?? ''),
    ];
    expect(secrets.length).toBeGreaterThan(4);
    const files = [
      everythingIn(tab.storage),
      exportHar(machine.log.getSnapshot()),
      reportAsJson(evidence, findings),
      reportAsMarkdown(evidence, findings),
    ];
    for (const file of files) {
      for (const secret of secrets) expect(file).not.toContain(secret);
    }
  });

  it.each(['right-request', 'dpop-token-endpoint', 'dpop-code', 'dpop-refresh', 'dpop-server'] as const)(
    '(%s) leaves no proof, token or key in the tab, in a file or in a command, even if bound tokens are required',
    async (id) => {
      const tab = openTab({ policy: { dpop: 'required' } });
      const { machine, report, evidence, findings } = await probed(tab, id);
      expect(report.getSnapshot().failure).toBeUndefined();
      const log = machine.log.getSnapshot();
      const raw = JSON.stringify(log);
      const proofs = log.flatMap(({ request }) => request.headers.dpop?.split(', ') ?? []);
      const parts = proofs.flatMap((proof) => proof.split('.').slice(1));
      const privateKeys = proofs.flatMap((proof) => privateKeyIn(proof) ?? []);
      const secrets = [
        ...parts.filter((part) => part.length > 20),
        ...privateKeys,
        ...(raw.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? []),
      ];
      expect(secrets.length).toBeGreaterThan(5);
      expect(new Set(privateKeys).size).toBe(id === 'dpop-token-endpoint' || id === 'dpop-server' ? 1 : 0);
      const redaction = redactionOf(log);
      const files = [
        everythingIn(tab.storage),
        exportHar(log),
        reportAsJson(evidence, findings, log),
        reportAsMarkdown(evidence, findings, log),
        bugReport(evidence, findings, log),
        ...log.map((exchange) => curlOf(redaction.exchange(exchange).request) ?? ''),
        ...log.map((exchange) => renderToStaticMarkup(createElement(MessageText, { exchange, log }))),
      ];
      for (const file of files) expect(secrets.filter((secret) => file.includes(secret))).toEqual([]);
    },
  );

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

  it.each<[string, TestServers, string, string?]>([
    ['a server over plain http', {}, 'This page sends no token to this server', 'http://mcp.example/mcp'],
    [
      'a resource that differs from the server',
      resourceWith({ resource: 'https://a.example' }),
      'describes another server',
    ],
    [
      'an issuer that differs from the named issuer',
      issuerWith({ issuer: 'https://a.example' }),
      'is not the one that was named',
    ],
    [
      'an endpoint that is a script',
      issuerWith({ authorization_endpoint: 'javascript:alert(1)' }),
      'its scheme is javascript:',
    ],
    [
      'an authorization endpoint on this machine',
      issuerWith({ authorization_endpoint: 'http://localhost:8080/admin' }),
      'nearer to you than',
    ],
    [
      'a token endpoint in the local network',
      issuerWith({ token_endpoint: 'https://192.168.1.1/token' }),
      'nearer to you than',
    ],
  ])('stays on the page because of %s', async (_what, servers, why, serverUrl = SERVER) => {
    const tab = openTab(servers);
    const { report } = tab.openPage();
    await report.examine(serverUrl, 'this-app');
    report.agree('this-app');
    await expectRefusal(tab, report, why);
  });

  it.each<[string, Change, Trust, string]>([
    [
      'a token endpoint on another host, of a server that does not promise iss (RFC 9700 §4.4)',
      withMembers(isServerMetadata, {
        token_endpoint: 'https://tokens.example/token',
        authorization_response_iss_parameter_supported: undefined,
      }),
      { tokenOrigin: 'https://tokens.example' },
      'The code would go to https://tokens.example',
    ],
    [
      'a resource that is wider than the server',
      withMembers(isResourceMetadata, { resource: 'https://mcp.example' }),
      { resource: 'https://mcp.example' },
      'The token would be valid for https://mcp.example,',
    ],
  ])('stays on the page because of %s, unless the person accepts it', async (_what, change, trust, why) => {
    const tab = openTab({ change });
    const { report } = tab.openPage();
    await report.examine(SERVER, 'this-app');
    const another = Object.fromEntries(Object.keys(trust).map((name) => [name, 'https://other.example']));
    for (const accepted of [undefined, {}, another]) {
      report.agree('this-app', accepted);
      await expectRefusal(tab, report, why);
    }
    report.agree('this-app', trust);
    await report.run('right-request');
    expect(tab.left).toHaveLength(1);
  });

  it.each<[string, (address: NamedAddress) => boolean]>([
    ['the authorization server', ({ member }) => member === 'authorization_servers'],
    ['the origin of the token endpoint', ({ member }) => member === 'token_endpoint'],
  ])('does not leave the page if the person did not confirm %s', async (_what, isDeclined) => {
    const tab = openTab(issuerWith({ token_endpoint: 'https://tokens.example/token' }));
    tab.confirms = (addresses) => !addresses.some(isDeclined);
    const { report, machine } = tab.openPage();
    await report.examine(SERVER, 'this-app');
    report.agree('this-app');
    await expectRefusal(tab, report, 'You did not confirm');
    const asked = machine.log.getSnapshot().map(({ request }) => new URL(request.url).origin);
    expect(asked).not.toContain('https://tokens.example');
  });

  it('sends no request to an address before the person confirms it, and declines the address if the report stops', async () => {
    const tab = openTab();
    const { report, machine } = tab.openPage();
    tab.confirms = () => {
      const asked = machine.log.getSnapshot().map(({ request }) => request.url);
      expect(asked.filter((url) => url.includes('as.example'))).toEqual([]);
      report.stop();
      return true;
    };
    await report.examine(SERVER, 'this-app');
    expect(report.getSnapshot().evidence?.skipped).toMatchObject([
      { member: 'authorization_servers', why: 'not confirmed' },
    ]);
    expect(report.getSnapshot().toConfirm).toBeUndefined();
  });

  it.each<[string, Change, string]>([
    ['has another iss', responsesFrom('https://evil.example'), 'The response has iss=https://evil.example'],
    ['lacks the issuer that the metadata promises', withoutIssuer, 'The response has no iss.'],
  ])('does not send a code whose response %s (RFC 9207 §2.4)', async (_what, change, saw) => {
    const tab = openTab({ change });
    const { machine, finding } = await probed(tab, 'right-request');
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

  it('registers the app if the server does not know it, and continues with the new client ID', async () => {
    const tab = openTab({ policy: { registrationOffered: true } });
    const { report } = tab.openPage();
    await report.examine(SERVER, '');
    report.agree('');
    await expectRefusal(tab, report, 'client ID');
    const registering = report.register();
    expect(report.getSnapshot().activity).toBe('registering');
    await registering;
    const clientId = report.getSnapshot().evidence?.clientId ?? '';
    report.agree(clientId);
    await report.run('wrong-verifier');
    tab.openAddress(await tab.signIn(tab.left[0] ?? ''));
    const { evidence } = await nextPage(tab);
    expect(evidence.probes['wrong-verifier']?.steps['right exchange']?.token).toBeDefined();
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
    const response = `?error=access_denied&iss=${ISSUER}`;
    const { findings } = await answered(openTab(), 'right-request', response);
    expect(findings.filter(({ result }) => result === 'fail')).toEqual([]);
  });
});
