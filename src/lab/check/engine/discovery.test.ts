import { describe, expect, it } from 'vitest';
import { ISSUER, SERVER, type TestServers } from '../testing/browser.ts';
import { answering, resourceWith, withHeaders, withoutCors } from '../testing/changes.ts';
import { json, missing } from '../testing/mcp-servers.ts';
import { examineServers } from '../testing/reports.ts';
import { isResourceMetadata } from '../testing/requests.ts';
import { cors } from '../testing/responses.ts';

const RESOURCE = 'https://mcp.example/.well-known/oauth-protected-resource';

const isOfIssuer = ({ url }: Request) => url.startsWith('https://as.example/');

const challenging = (header: string | undefined): TestServers => ({
  change: withHeaders(({ url }) => url === SERVER, { 'WWW-Authenticate': header }),
});

const text = (status: number) => () => cors('Not now.', status);

describe('a challenge', () => {
  it.each([
    `resource_metadata="${RESOURCE}/mcp"`,
    `OAuth realm="x", resource_metadata="${RESOURCE}/mcp"`,
    'ApiKey realm="x"',
  ])('a challenge without the scheme Bearer is quoted, and clients ignore it: %s', async (header) => {
    const { broken, saw } = await examineServers(challenging(header));
    expect(broken).toEqual(['challenge-points']);
    expect(saw('challenge-points')).toContain(
      `Its WWW-Authenticate is ${header}, which has no Bearer challenge.`,
    );
  });

  it('is not read as a demand for other credentials if it is only an address', async () => {
    const { broken } = await examineServers({
      ...challenging('https://mcp.example/.well-known/oauth-authorization-server'),
      ...answering(isResourceMetadata, missing),
    });
    expect(broken).toEqual(['challenge-points', 'resource-metadata-found']);
  });

  it('a challenge that names the well-known location is not blamed for an unreadable document at that location', async () => {
    expect((await examineServers({ change: withoutCors(isResourceMetadata) })).broken).toEqual([
      'resource-metadata-found',
    ]);
  });

  it('a challenge whose resource_metadata is empty gets no advice about quotation marks', async () => {
    const { saw, advice } = await examineServers(challenging('Bearer resource_metadata=""'));
    expect(saw('challenge-points')).toBe('Its resource_metadata is empty.');
    expect(advice('challenge-points')).toBe('Name the location of the metadata:');
  });

  it('a challenge with wrong quotation marks is quoted, and its resource_metadata does not count as absent', async () => {
    const header = `Bearer error_description="The "token" is missing", resource_metadata="${RESOURCE}/mcp"`;
    const { saw, advice } = await examineServers(challenging(header));
    expect(saw('challenge-points')).toBe(
      `Its WWW-Authenticate is ${header}. A client cannot read resource_metadata there.`,
    );
    expect(advice('challenge-points')).toMatch(/commas.*quotation mark/);
  });

  it.each<[string, () => Response, string, string]>([
    [
      `Bearer resource_metadata="${RESOURCE}/x", error="invalid_token", resource_metadata="${RESOURCE}/mcp"`,
      missing,
      'The challenge has resource_metadata more than once, and a client reads the first one.',
      'Name the location of the metadata once',
    ],
    [
      `Bearer resource_metadata="${RESOURCE}/x"`,
      json({ issuer: ISSUER, token_endpoint: `${ISSUER}/token` }),
      'The result there: metadata of an authorization server, and not of the MCP server.',
      'Name the location of the metadata once',
    ],
  ])('%s is explained', async (header, answer, problem, say) => {
    const { saw, advice } = await examineServers({
      ...challenging(header),
      ...answering(({ url }) => url.endsWith('/x'), answer),
    });
    expect(saw('challenge-points')).toContain(problem);
    expect(advice('challenge-points')).toContain(say);
  });

  it('a challenge that names an address which requires a token: the report advises to serve that address without a token', async () => {
    const { advice } = await examineServers({
      ...challenging(`Bearer resource_metadata="${RESOURCE}/x"`),
      instead(request) {
        if (request.url.endsWith('/x')) return text(401)();
        return isResourceMetadata(request) ? missing() : undefined;
      },
    });
    expect(advice('challenge-points')).toBe(
      'Answer requests for this address without a token, from every page.',
    );
  });

  it('a challenge that names an unreadable address on another host breaks one rule, and the 404 of that address breaks no other rule', async () => {
    const { broken } = await examineServers({
      ...challenging('Bearer resource_metadata="https://mcp.example/elsewhere", scope="notes:read"'),
      instead: ({ url }) => (url.endsWith('/elsewhere') ? new Response(null, { status: 404 }) : undefined),
    });
    expect(broken).toEqual(['challenge-points']);
  });
});

describe('resource metadata', () => {
  const NAMES = 'names-an-authorization-server';
  it.each([
    [{ resource: [SERVER] }, 'resource-covers', `Its resource is ["${SERVER}"], and not a URL.`],
    [{ resource: undefined }, 'resource-covers', 'It has no resource.'],
    [
      { resource: 'https://other.example/mcp' },
      'resource-covers',
      `Its resource is https://other.example/mcp, and not ${SERVER}.`,
    ],
    [{ authorization_servers: undefined }, NAMES, 'It has no authorization_servers.'],
    [
      { authorization_servers: undefined, authorization_server: ISSUER },
      NAMES,
      'It has no authorization_servers. It has authorization_server, which clients do not read.',
    ],
    [
      { authorization_servers: [{ issuer: ISSUER }] },
      NAMES,
      'Its authorization_servers lists no issuer as a string.',
    ],
    [{ authorization_servers: [''] }, NAMES, 'Its authorization_servers lists no issuer as a string.'],
    [
      { authorization_servers: undefined, authorization_servers_url: ISSUER },
      NAMES,
      'It has no authorization_servers.',
    ],
    [
      { authorization_servers: ['https://ada:pw@as.example'] },
      NAMES,
      'It names https://ada:pw@as.example, but it has credentials in it.',
    ],
    [{ authorization_servers: ISSUER }, NAMES, `Its authorization_servers is "${ISSUER}", and not a list.`],
  ])('%j: the report describes the wrong value', async (members, id, saw) => {
    const { broken, finding } = await examineServers(resourceWith(members));
    expect(broken).toEqual([id]);
    expect(finding(id)).toMatchObject({ saw });
  });

  it('at the address of the server plus the well-known path is found, but clients do not look there', async () => {
    const place = `${SERVER}/.well-known/oauth-protected-resource`;
    const { verdict, saw } = await examineServers({
      instead(request) {
        if (request.url === place) return json({ resource: SERVER, authorization_servers: [ISSUER] })();
        return isResourceMetadata(request) ? missing() : undefined;
      },
    });
    expect(saw('resource-metadata-found')).toContain(`${place}: found, but clients do not`);
    expect(verdict.usable).toBe('none');
  });

  it.each([
    'https://mcp.example/team/.well-known/oauth-protected-resource',
    'https://mcp.example/team/.well-known/oauth-protected-resource/api/mcp',
    'https://mcp.example/team/api/.well-known/oauth-protected-resource/mcp',
    `${RESOURCE}/team/api/mcp/team/api/mcp`,
  ])('at %s, behind a prefix or with the path twice, is found', async (place) => {
    const server = 'https://mcp.example/team/api/mcp';
    const { saw } = await examineServers(
      {
        instead({ method, url }) {
          if (url === place) return json({ resource: server, authorization_servers: [ISSUER] })();
          if (url.includes('/.well-known/')) return missing();
          return url === server && method === 'POST'
            ? cors(null, 401, { 'WWW-Authenticate': 'Bearer' })
            : undefined;
        },
      },
      { serverUrl: server },
    );
    expect(saw('resource-metadata-found')).toContain(`${place}: found, but clients do not look for it there`);
  });

  it.each<[BodyInit, string]>([
    ['{ "resource": "x" // the address\n}', 'that is not valid JSON'],
    ['[{"resource":"x"}]', 'that is not a JSON object'],
    [new Uint8Array([0x7b, 0, 0x7d, 0]), 'that is not in UTF-8, as JSON has to be'],
  ])('resource metadata that cannot be parsed: the report says why (%s)', async (body, says) => {
    const unparsable = () => cors(body, 200, { 'Content-Type': 'application/json' });
    const { saw } = await examineServers(answering(isResourceMetadata, unparsable));
    expect(saw('resource-metadata-found')).toContain(`application/json ${says}`);
  });

  it('has the name “a body” in the report if it has no Content-Type', async () => {
    const untyped = () => cors(new Uint8Array([0x5b, 0x5d]));
    const { saw } = await examineServers(answering(isResourceMetadata, untyped));
    expect(saw('resource-metadata-found')).toContain(': a body that is not a JSON object');
  });

  it('that requires a token: the report says that no client has a token yet, and advises to serve it without a token', async () => {
    const { saw, advice } = await examineServers({
      instead: ({ url }) =>
        url === `${RESOURCE}/mcp` ? text(401)() : url === RESOURCE ? missing() : undefined,
    });
    expect(saw('resource-metadata-found')).toContain('status 401, although no client has a token yet');
    expect(advice('resource-metadata-found')).toContain('let these requests pass without a token');
  });

  it.each(['https://as.example', 'https://as.example/', ISSUER])(
    'is requested at most three times at one location if no location has metadata for %s',
    async (issuer) => {
      const { asked, saw } = await examineServers({
        ...resourceWith({ authorization_servers: [issuer] }),
        ...answering(isOfIssuer, () => json({ ok: true })()),
      });
      const locations = asked.filter((url) => url.includes('/.well-known/'));
      expect(Math.max(...locations.map((url) => locations.filter((other) => other === url).length))).toBe(3);
      expect(saw('server-metadata-found')).toContain(
        'it has neither issuer nor authorization_endpoint nor token_endpoint',
      );
    },
  );

  it('that is behind a redirect: the report advises to respond without a redirect', async () => {
    const redirect = () => cors(null, 308, { Location: `${RESOURCE}/mcp/` });
    const { advice } = await examineServers(answering(isResourceMetadata, redirect));
    expect(advice('resource-metadata-found')).toContain('without a redirect');
  });

  it.each(['http://mcp.example/mcp', 'http://mcp.example:8000/mcp', 'http://localhost:8000/mcp'])(
    'about %s: the report blames the proxy',
    async (named) => {
      const { broken, advice, fixCode } = await examineServers(resourceWith({ resource: named }));
      expect(broken).toEqual(['resource-covers']);
      expect(advice('resource-covers')).toContain('X-Forwarded-Proto');
      expect(fixCode('resource-covers')).toBe(`"resource": "${SERVER}"`);
    },
  );

  it('that names an authorization server on the same host by http: the report blames the proxy', async () => {
    const { advice } = await examineServers(resourceWith({ authorization_servers: ['http://mcp.example'] }));
    expect(advice('names-an-authorization-server')).toContain('X-Forwarded-Proto');
  });

  it('about an origin: the identifier counts as identical with and without a final slash (MCP, canonical server URI)', async () => {
    const origin = 'https://mcp.example';
    const about = (named: string): TestServers => ({
      instead({ method, url }) {
        if (url === RESOURCE) return json({ resource: named, authorization_servers: [ISSUER] })();
        return url === `${origin}/` && method === 'POST' ? cors(null, 401) : undefined;
      },
    });
    for (const named of [origin, `${origin}/`]) {
      const { finding } = await examineServers(about(named), { serverUrl: origin });
      expect(finding('resource-identical'), named).toMatchObject({ result: 'pass' });
    }
    const { finding } = await examineServers(about('https://other.example'), { serverUrl: origin });
    expect(finding('resource-covers')).toMatchObject({ fix: { code: `"resource": "${origin}"` } });
  });
});
