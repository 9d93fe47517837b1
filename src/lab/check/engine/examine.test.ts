import { describe, expect, it } from 'vitest';
import type { Network } from '../../machine/wire/recorder.ts';
import { createTestBrowser, SERVER } from '../testing/browser.ts';
import { answering, challengeWith, resourceWith, withMembers } from '../testing/changes.ts';
import { clientOver, OPTIONS } from '../testing/report-client.ts';
import { examined, examineServers, findingsOf, reportOn } from '../testing/reports.ts';
import { cors, webPage } from '../testing/responses.ts';
import { examine } from './examine.ts';
import { watchPolicyBlocks } from './policy-blocks.ts';

const isMetadata = ({ url }: Request) => url.includes('/.well-known/');

it.each([
  '',
  'mcp.example',
  'ftp://mcp.example/',
  'javascript:alert(1)',
  'https://',
  'https://ada:secret@mcp.example/',
])('an invalid address is refused before any request: %j', async (serverUrl) => {
  const browser = createTestBrowser();
  await expect(browser.examine({ serverUrl })).rejects.toThrow(TypeError);
  expect(browser.asked).toEqual([]);
});

describe('a server with bad responses', () => {
  it('that are all web pages: the report lists each location with its result', async () => {
    const { finding, saw } = await examineServers({
      instead: ({ url }) => (url === SERVER ? undefined : webPage(200)),
    });
    expect(finding('asks-for-a-token')).toMatchObject({ result: 'pass' });
    expect(saw('resource-metadata-found')).toBe(
      [
        'https://mcp.example/.well-known/oauth-protected-resource/mcp: text/html that is not a JSON object',
        'https://mcp.example/.well-known/oauth-protected-resource: text/html that is not a JSON object',
      ].join('\n'),
    );
    expect(finding('s256')).toMatchObject({ result: 'not testable' });
  });

  it.each([
    ['10 MiB of metadata', ' '.repeat(10 * 1024 * 1024)],
    [
      'a million scopes',
      JSON.stringify({ scopes_supported: Array.from({ length: 1_000_000 }, (_, n) => `scope-${n}`) }),
    ],
  ])('such as %s: the report reads at most 512 KiB', async (_what, body) => {
    const { saw } = await examineServers(answering(isMetadata, () => cors(body)));
    expect(saw('resource-metadata-found')).toContain('more than 512 KiB');
  });

  it('that name the server itself as the issuer: the report sends 33 requests in two looks, all to this server', async () => {
    const browser = createTestBrowser(resourceWith({ authorization_servers: [SERVER] }));
    const found = findingsOf(await browser.examine());
    expect(found.find(({ id }) => id === 'server-metadata-found')).toMatchObject({ result: 'fail' });
    expect(browser.asked.length).toBe(33);
    expect(new Set(browser.asked.map((url) => new URL(url).origin))).toEqual(
      new Set([new URL(SERVER).origin]),
    );
  });

  it('with members of wrong types: no rule throws', async () => {
    for (const nonsense of [null, 7, true, {}, [], [7, null], 'x'.repeat(100_000), '__proto__']) {
      const names = [
        ...'resource authorization_servers issuer token_endpoint code_challenge_methods_supported'.split(' '),
        ...'scopes_supported grant_types_supported'.split(' '),
      ];
      const members = Object.fromEntries(names.map((name) => [name, nonsense]));
      const browser = createTestBrowser({ change: withMembers(isMetadata, members) });
      expect(findingsOf(await browser.examine()).length).toBeGreaterThan(40);
    }
  });

  it('with a challenge of 64 KiB: the report keeps 2,000 characters', async () => {
    const { challenge } = await examined(challengeWith(`Bearer scope="${'a'.repeat(65_536)}"`));
    expect(challenge?.headers['www-authenticate']?.length).toBe(2000);
  });
});

it.each([
  ['connect-src', SERVER, 'blocked'],
  ['img-src', SERVER, 'unreadable'],
  ['connect-src', 'https://other.example/', 'unreadable'],
  ['connect-src', 'eval', 'unreadable'],
])(
  'a request fails while the policy of the page blocks %s %s: the outcome is %s',
  async (directive, blockedURI, ended) => {
    const page = new EventTarget();
    const network: Network = async () => {
      const violation = new Event('securitypolicyviolation');
      setTimeout(() =>
        page.dispatchEvent(Object.assign(violation, { effectiveDirective: directive, blockedURI })),
      );
      throw new TypeError('Failed to fetch');
    };
    const isBlocked = watchPolicyBlocks(page);
    const evidence = await examine(clientOver(network, { confinedNetwork: network, isBlocked }), OPTIONS);
    expect(evidence.challenge?.outcome).toBe(ended);
    const { finding } = reportOn(evidence);
    const blocked = 'this page’s own policy (connect-src) blocked the request';
    expect(evidence.resourceLocations[0]?.wrong === blocked).toBe(ended === 'blocked');
    if (ended !== 'blocked') return;
    expect(finding('reachable')).toMatchObject({
      shownBy: [1],
      saw: 'The Content-Security-Policy of this page does not let it call https://mcp.example.',
      fix: {
        say: expect.stringContaining('add the origin to VITE_CONNECT_ORIGINS'),
        code: 'VITE_CONNECT_ORIGINS=https://mcp.example',
      },
    });
  },
);
