import { describe, expect, it } from 'vitest';
import { createTestBrowser, ISSUER, type TestServers } from '../testing/browser.ts';
import { withMembers } from '../testing/changes.ts';
import { json, missing } from '../testing/mcp-servers.ts';
import { findingsOf } from './findings.ts';
import { verdictOf } from './verdict.ts';

const isResourceMetadata = ({ url }: Request) => url.includes('oauth-protected-resource');
const OTHER = 'https://other.example/idp';

/** A resource that names {@link OTHER} first, which answers every request like this. */
const besides = (answer: () => Response, servers = [OTHER, ISSUER]): TestServers => ({
  change: withMembers(isResourceMetadata, { authorization_servers: servers }),
  instead: ({ url }) => (url.startsWith('https://other.example/') ? answer() : undefined),
});

async function lookAt(servers: TestServers, confirms = true) {
  const browser = createTestBrowser(servers);
  const evidence = await browser.look({ confirm: async () => confirms });
  const findings = findingsOf(evidence);
  const broken = findings.filter(({ result }) => result === 'fail').map(({ id }) => id);
  const finding = (id: string) => findings.find((each) => each.id === id);
  return { evidence, broken, finding, verdict: verdictOf(evidence, findings), asked: browser.asked };
}

describe('a client may choose among the authorization servers that a resource names (RFC 9728 §7.6)', () => {
  it.each<[string, () => Response, string]>([
    ['has no metadata', missing, 'No metadata of it can be found and read.'],
    ['calls itself another', json({ issuer: `${OTHER}/` }), `: ${OTHER}/ in place of ${OTHER}.`],
    ['offers no S256', json({ issuer: OTHER }), 'does not offer PKCE'],
  ])('the first one %s: named, and the next one is used', async (_what, answer, said) => {
    const { evidence, broken, finding, verdict } = await lookAt(besides(answer));
    expect(evidence.issuer).toBe(ISSUER);
    expect(broken).toEqual(['others-usable']);
    expect(finding('others-usable')).toMatchObject({ saw: expect.stringContaining(said) });
    expect(verdict.usable).toBe('sign-in');
  });

  it('those behind one that can be used are not asked', async () => {
    const { asked, broken } = await lookAt(besides(missing, [ISSUER, OTHER]));
    expect(asked.filter((url) => url.startsWith('https://other.example/'))).toEqual([]);
    expect(broken).toEqual([]);
  });

  it('where none can be used, the report is about the first', async () => {
    const third = 'https://other.example/third';
    const { evidence, broken, verdict } = await lookAt(besides(missing, [OTHER, third]));
    expect(evidence.issuer).toBe(OTHER);
    expect(broken).toEqual(['server-metadata-found', 'others-usable']);
    expect(verdict.usable).toBe('none');
  });

  it('a person who does not confirm the first is not asked about the next', async () => {
    const { asked, verdict } = await lookAt(besides(missing), false);
    expect(asked.filter((url) => !url.startsWith('https://mcp.example/'))).toEqual([]);
    expect(verdict.usable).toBe('unclear');
  });
});
