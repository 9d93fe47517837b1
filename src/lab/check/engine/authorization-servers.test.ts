import { describe, expect, it } from 'vitest';
import { ISSUER, type TestServers } from '../testing/browser.ts';
import { answering, resourceWith } from '../testing/changes.ts';
import { json, missing } from '../testing/mcp-servers.ts';
import { examineServers } from '../testing/reports.ts';
import { bare } from '../testing/responses.ts';

const OTHER = 'https://other.example/idp';

/** Servers whose resource metadata names {@link OTHER} first; {@link OTHER} sends `answer` to every request. */
const besides = (answer: () => Response, servers = [OTHER, ISSUER]): TestServers => ({
  ...resourceWith({ authorization_servers: servers }),
  ...answering(({ url }) => url.startsWith('https://other.example/'), answer),
});

describe('the report on a resource that names several authorization servers (RFC 9728 §7.6)', () => {
  it.each<[string, () => Response, string]>([
    ['has no metadata', missing, 'Its metadata cannot be found and read.'],
    ['has another issuer', json({ issuer: `${OTHER}/` }), `: ${OTHER}/ instead of ${OTHER}.`],
    ['offers no S256', json({ issuer: OTHER }), 'does not announce PKCE'],
  ])('finds that the first server %s, and uses the next server', async (_what, answer, said) => {
    const { evidence, broken, finding, verdict } = await examineServers(besides(answer));
    expect(evidence.issuer).toBe(ISSUER);
    expect(broken).toEqual(['others-usable']);
    expect(finding('others-usable')).toMatchObject({ saw: expect.stringContaining(said) });
    expect(verdict.usable).toBe('sign-in');
  });

  it.each([
    [`${OTHER} `, 'a character that no URL has'],
    [`${OTHER}\n`, 'a character that no URL has'],
    ['https://other.example\\idp', 'a character that no URL has'],
    ['http://other.example/idp', 'it is http'],
    ['not an address', 'a character that no URL has'],
    ['idp', 'it is not an absolute URL'],
  ])('sends no request to the issuer %j, says why, and uses the next server', async (issuer, said) => {
    const { asked, evidence, broken, finding, verdict } = await examineServers(
      besides(missing, [issuer, ISSUER]),
    );
    expect(asked.filter((url) => url.includes('other.example'))).toEqual([]);
    expect(evidence.issuer).toBe(ISSUER);
    expect(broken).toEqual(['others-usable']);
    expect(finding('others-usable')).toMatchObject({ saw: expect.stringContaining(said) });
    expect(verdict.usable).toBe('sign-in');
  });

  it('finds that the issuer of the first server has a query, and uses the next server', async () => {
    const issuer = `${OTHER}?a=1`;
    const { evidence, saw } = await examineServers(besides(json({ issuer }), [issuer, ISSUER]));
    expect(evidence.issuer).toBe(ISSUER);
    expect(saw('others-usable')).toContain(
      `${issuer}: A client may refuse it, because it has a query, which no issuer has.`,
    );
  });

  it('looks up the first safe server, and sends no request to a server whose issuer is unsafe', async () => {
    const { broken, evidence } = await examineServers(besides(missing, [`${OTHER} `, OTHER, `${ISSUER} `]));
    expect(evidence.issuer).toBe(OTHER);
    expect(broken).toEqual(['server-metadata-found', 'others-usable']);
  });

  it('sends no request to the servers after a usable server', async () => {
    const { asked, broken } = await examineServers(besides(missing, [ISSUER, OTHER]));
    expect(asked.filter((url) => url.startsWith('https://other.example/'))).toEqual([]);
    expect(broken).toEqual([]);
  });

  it('describes the first server if a client can use none of the servers', async () => {
    const third = 'https://other.example/third';
    const { evidence, broken, verdict } = await examineServers(besides(missing, [OTHER, third]));
    expect(evidence.issuer).toBe(OTHER);
    expect(broken).toEqual(['server-metadata-found', 'others-usable']);
    expect(verdict.usable).toBe('none');
  });

  it.each<[string, () => Response]>([
    ['has no metadata', missing],
    ['offers no S256', json({ issuer: OTHER })],
  ])('says that a sign-in may or may not work: the only visible server %s', async (_what, answer) => {
    const { evidence, broken, reason, saw, verdict } = await examineServers({
      ...besides(answer),
      instead: ({ url }) =>
        url.startsWith('https://other.example/')
          ? answer()
          : url.startsWith(`https://as.example/`)
            ? bare(429)
            : undefined,
    });
    expect(evidence.issuer).toBe(ISSUER);
    expect(broken).toEqual(['others-usable']);
    expect(saw('others-usable')).not.toContain(`${ISSUER}:`);
    expect(reason('server-metadata-found')).toContain('not available at that moment');
    expect(verdict.usable).toBe('unclear');
  });

  it('blames the server without metadata, not a server that was only busy', async () => {
    const { broken, saw } = await examineServers({
      ...besides(missing, ['https://other.example/busy', OTHER, ISSUER]),
      instead: ({ url }) =>
        url.startsWith('https://other.example/') ? (url.includes('busy') ? bare(503) : missing()) : undefined,
    });
    expect(broken).toEqual(['others-usable']);
    expect(saw('others-usable')).toContain(`${OTHER}: Its metadata`);
    expect(saw('others-usable')).not.toContain('busy');
  });

  it('does not ask the person about the next server after the person declined the first', async () => {
    const { asked, verdict } = await examineServers(besides(missing), { confirm: async () => false });
    expect(asked.filter((url) => !url.startsWith('https://mcp.example/'))).toEqual([]);
    expect(verdict.usable).toBe('unclear');
  });
});
