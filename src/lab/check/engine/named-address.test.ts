import { describe, expect, it } from 'vitest';
import { createTestBrowser, ISSUER, SERVER, type TestServers } from '../testing/browser.ts';
import { issuerWith, resourceWith, withHeaders } from '../testing/changes.ts';
import { findingsOf } from '../testing/reports.ts';
import { corsJson } from '../testing/responses.ts';
import { type NamedAddress, sortAddresses } from './named-address.ts';
import { registerClient } from './probes/register-client.ts';

/** Each member of the metadata that names an address to which a client sends requests. */
const NAMED_BY: [member: string, (url: string) => TestServers][] = [
  [
    'resource_metadata',
    (url) => ({
      change: withHeaders((request) => request.url === SERVER, {
        'WWW-Authenticate': `Bearer resource_metadata="${url}"`,
      }),
    }),
  ],
  ['authorization_servers', (url) => resourceWith({ authorization_servers: [url] })],
  ...['authorization_endpoint', 'token_endpoint', 'registration_endpoint', 'revocation_endpoint'].map(
    (member): [string, (url: string) => TestServers] => [member, (url) => issuerWith({ [member]: url })],
  ),
];

const NEARER = [
  ...(`
    http://localhost:8080/x http://127.0.0.1:9200/x http://[::1]:8080/x
    https://[::ffff:127.0.0.1]/x https://0.0.0.0/x https://app.localhost./x
    https://2130706433/x https://192.168.1.1/x https://10.0.0.1./x
    https://169.254.169.254/latest https://[fd00::1]/x https://printer.local/x https://router/x
  `.match(/\S+/g) ?? []),
];

/** All requests of the examination and of every probe, by fetch and by navigation. */
async function sentTo(servers: TestServers) {
  const browser = createTestBrowser(servers);
  const findings = findingsOf(await browser.probeAll(await browser.examine()));
  return { asked: browser.asked, shown: browser.shown, findings };
}

describe('the metadata of a public server', () => {
  it.each(NAMED_BY)('that names a nearer address as %s: no request goes there', async (member, servers) => {
    for (const url of NEARER) {
      const { asked, shown, findings } = await sentTo(servers(url));
      const { host } = new URL(url);
      expect(
        asked.filter((each) => new URL(each).host === host),
        url,
      ).toEqual([]);
      expect(
        shown.filter((each) => each.url === url),
        'the person cannot confirm it',
      ).toEqual([]);
      expect(findings.find(({ id }) => id === 'names-no-nearer-address')).toMatchObject({
        result: 'fail',
        saw: expect.stringContaining(`${member} is ${url}`),
      });
    }
  });

  it.each(NAMED_BY)('that names another origin as %s: the person sees it first', async (member, servers) => {
    const url = 'https://elsewhere.example:8443/path?with=query';
    const askedWhenShown: string[] = [];
    const browser = createTestBrowser(servers(url));
    await browser.examine({
      async confirm(addresses) {
        if (addresses.some((address) => address.url === url)) askedWhenShown.push(...browser.asked);
        return !addresses.some((address) => address.url === url);
      },
    });
    expect(askedWhenShown.length).toBeGreaterThan(0);
    expect(browser.asked.filter((each) => each.includes('elsewhere.example'))).toEqual([]);
    const evidence = await browser.examine({ confirm: async () => true });
    // Only a probe sends a request to the revocation endpoint.
    if (member !== 'revocation_endpoint') {
      expect(browser.asked.some((each) => each.startsWith('https://elsewhere.example:8443/'))).toBe(true);
    }
    expect(evidence.asked.map(({ origin }) => origin)).toContain('https://elsewhere.example:8443');
  });

  it('needs one confirmation for each document, not one for each address', async () => {
    const screens: (readonly NamedAddress[])[] = [];
    const browser = createTestBrowser(
      issuerWith({
        authorization_endpoint: 'https://login.example/authorize',
        token_endpoint: 'https://tokens.example/token',
        registration_endpoint: 'https://clients.example/register',
      }),
    );
    await browser.examine({
      async confirm(addresses) {
        screens.push(addresses);
        return true;
      },
    });
    expect(screens.map((addresses) => addresses.map(({ member }) => member))).toEqual([
      ['authorization_servers'],
      ['authorization_endpoint', 'token_endpoint', 'registration_endpoint'],
    ]);
  });
});

describe('the metadata of a public authorization server', () => {
  const own = 'http://localhost:9401/mcp';
  const admin = 'http://localhost:9401/admin';

  /** A server on this machine, which the person named, and a public authorization server that names a path of it. */
  const browserAt = (member: string) =>
    createTestBrowser({
      policy: { audienceRestriction: false },
      ...issuerWith({ [member]: admin }),
      instead({ url }) {
        if (!url.startsWith('http://localhost:9401/')) return undefined;
        return url.includes('oauth-protected-resource')
          ? corsJson({ resource: own, authorization_servers: [ISSUER] })
          : corsJson({}, 401);
      },
    });

  it('does not make the page send a token to a path of the server on this machine that the person named', async () => {
    const browser = browserAt('revocation_endpoint');
    const evidence = await browser.probeAll(await browser.examine({ serverUrl: own }));
    expect(evidence.probes['right-request']?.steps['right exchange']?.token).toBeDefined();
    expect(browser.asked).not.toContain(admin);
  });

  it('does not make the page register a client at a path of the server on this machine', async () => {
    const browser = browserAt('registration_endpoint');
    const evidence = await browser.examine({ serverUrl: own });
    await expect(registerClient(browser.client, evidence, 'native')).rejects.toThrow('nearer to you than');
    expect(browser.asked).not.toContain(admin);
  });
});

describe('the group of an address', () => {
  const sorted = (url: string, namedAt: string, known: string[] = [namedAt]) => {
    const address = { url, namedAt, member: 'token_endpoint', namedBy: 'metadata' };
    const origins = known.map((each) => new URL(each).origin);
    const groups = sortAddresses([address], (each) => origins.includes(new URL(each).origin));
    return Object.entries(groups).flatMap(([group, addresses]) => (addresses.length ? [group] : []));
  };

  it.each<[string, string, string]>([
    ['http://localhost:9401/as', 'http://localhost:9401/mcp', 'known'],
    ['http://localhost:9402/as', 'http://localhost:9401/mcp', 'toConfirm'],
    ['http://127.0.0.1:9401/as', 'http://localhost:9401/mcp', 'toConfirm'],
    ['https://localhost:9401/as', 'http://localhost:9401/mcp', 'toConfirm'],
    ['https://192.168.1.4/as', 'http://localhost:9401/mcp', 'toConfirm'],
    ['https://as.example/', 'http://localhost:9401/mcp', 'toConfirm'],
    ['https://192.168.1.4/as', 'https://192.168.1.4/mcp', 'known'],
    ['https://192.168.1.5/as', 'https://192.168.1.4/mcp', 'toConfirm'],
    ['https://printer.local/as', 'https://nas.local/mcp', 'toConfirm'],
    ['http://localhost:9401/as', 'https://nas.local/mcp', 'nearer'],
    ['https://mcp.example/as', 'https://mcp.example/mcp', 'known'],
    ['https://as.mcp.example/', 'https://mcp.example/mcp', 'toConfirm'],
    ['https://mcp.example:444/', 'https://mcp.example/mcp', 'toConfirm'],
    // A page cannot see how a name resolves. The person sees the full URL.
    ['https://127.0.0.1.nip.io/as', 'https://mcp.example/mcp', 'toConfirm'],
  ])('%s, named at %s: %s', (url, namedAt, group) => expect(sorted(url, namedAt)).toEqual([group]));

  it('is “nearer” for an address on this machine that a public document names, even if the checked server has the same origin', () => {
    const own = 'http://localhost:9401/mcp';
    expect(sorted('http://localhost:9401/admin', 'https://as.example/metadata', [own])).toEqual(['nearer']);
  });
});

it('the probe with cookies sends no cookies to a token endpoint of another service on this machine', async () => {
  const server = 'http://localhost:9401/mcp';
  const issuer = 'http://localhost:9402';
  const browser = createTestBrowser({
    instead({ url }) {
      if (url.includes('oauth-protected-resource')) {
        return corsJson({ resource: server, authorization_servers: [issuer] });
      }
      if (!url.includes('oauth-authorization-server')) return Response.json({}, { status: 401 });
      const endpoints = { authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` };
      return corsJson({ issuer, ...endpoints });
    },
  });
  await browser.probeAll(await browser.examine({ serverUrl: server }));
  expect(browser.withCookies).toEqual([server]);
});
