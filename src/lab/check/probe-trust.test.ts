import { describe, expect, it } from 'vitest';
import type { NamedAddress } from './engine/named-address.ts';
import type { ServerReport } from './engine/report.ts';
import type { Trust } from './engine/trust.ts';
import { type Change, SERVER, type TestServers } from './testing/browser.ts';
import { issuerWith, resourceWith, withMembers } from './testing/changes.ts';
import { isResourceMetadata, isServerMetadata } from './testing/requests.ts';
import { nextPage, openTab, type Tab } from './testing/tab.ts';

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
});
