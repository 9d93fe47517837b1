import { describe, expect, it } from 'vitest';
import { createTestBrowser, ISSUER, type TestServers } from '../testing/browser.ts';
import { answering, issuerWith, resourceWith, withMembers } from '../testing/changes.ts';
import { json, missing } from '../testing/mcp-servers.ts';
import { examineServers, findingsOf } from '../testing/reports.ts';
import { isResourceMetadata, isServerMetadata } from '../testing/requests.ts';
import { cors, corsJson, webPage } from '../testing/responses.ts';
import { verdictOf } from './verdict.ts';

const AT_ISSUER = 'https://as.example/.well-known/oauth-authorization-server/idp';

const isOfIssuer = ({ url }: Request) => url.startsWith('https://as.example/');

const resource = (members: Record<string, unknown>): TestServers => resourceWith(members);

const text = (status: number) => () => cors('Not now.', status);

describe('the issuer that the resource metadata names', () => {
  it('that is the address of a document: the report names the issuer of that document', async () => {
    const { saw, fixCode } = await examineServers(
      resource({ authorization_servers: [`${ISSUER}/.well-known/openid-configuration`] }),
    );
    expect(saw('server-metadata-found')).toContain('which is the address of a document');
    expect(fixCode('server-metadata-found')).toBe(`"authorization_servers": ["${ISSUER}"]`);
  });

  it('that has a path, but only its origin has metadata: the report names the issuer of that metadata', async () => {
    const { saw, fixCode } = await examineServers({
      instead: ({ url }) => {
        if (url === 'https://as.example/.well-known/oauth-authorization-server')
          return json({ issuer: 'https://as.example', token_endpoint: 'https://as.example/token' })();
        return url.startsWith('https://as.example/') ? missing() : undefined;
      },
    });
    expect(saw('server-metadata-found')).toContain(
      `: the metadata of https://as.example, and not of ${ISSUER}`,
    );
    expect(fixCode('server-metadata-found')).toBe('"authorization_servers": ["https://as.example"]');
  });

  it('that has a query: a client may refuse it, as this app does (RFC 8414 §2)', async () => {
    const issuer = `${ISSUER}?tenant=1`;
    const { broken, verdict } = await examineServers({
      change: async (request, response) =>
        withMembers(isServerMetadata, { issuer })(
          request,
          await withMembers(isResourceMetadata, { authorization_servers: [issuer] })(request, response),
        ),
    });
    expect(broken).toContain('names-an-authorization-server');
    expect(verdict.usable).toBe('none');
  });

  it('that is for many tenants: the report advises to name the tenant, not to change the provider’s metadata', async () => {
    const template = 'https://as.example/{tenantid}/v2.0';
    const { advice, fixCode } = await examineServers(issuerWith({ issuer: template }));
    expect(advice('issuer-identical')).toContain('the ID of the tenant in place of {tenantid}');
    expect(fixCode('issuer-identical')).toBe(`"authorization_servers": ["${template}"]`);
  });

  it('that is http in its metadata, like its endpoints: the report blames the proxy', async () => {
    const { broken, advice, fixCode } = await examineServers(
      issuerWith({
        issuer: 'http://as.example:8080/idp',
        token_endpoint: 'http://as.example:8080/idp/token',
      }),
    );
    expect(broken).toEqual(expect.arrayContaining(['issuer-identical', 'endpoints']));
    expect(advice('issuer-identical')).toContain('X-Forwarded-Proto');
    expect(fixCode('issuer-identical')).toBe(`"issuer": "${ISSUER}"`);
    expect(advice('endpoints')).toContain('X-Forwarded-Proto');
  });

  it('that differs by a slash from the issuer in the metadata: the report shows the spelling in the metadata', async () => {
    const { fixCode } = await examineServers(resource({ authorization_servers: [`${ISSUER}/`] }));
    expect(fixCode('issuer-identical')).toBe(`"authorization_servers": ["${ISSUER}"]`);
  });
});

describe('the metadata of the authorization server', () => {
  it.each([
    `${ISSUER}/.well-known/oauth-authorization-server`,
    'https://as.example/.well-known/oauth-authorization-server',
    'https://as.example/.well-known/openid-configuration',
  ])('at %s is found, but clients do not look there', async (place) => {
    const { saw, advice, fixCode } = await examineServers({
      instead: (request) =>
        isOfIssuer(request) ? (request.url === place ? json({ issuer: ISSUER })() : missing()) : undefined,
    });
    expect(saw('server-metadata-found')).toContain(`${place}: found, but clients do not look for it there`);
    expect(advice('server-metadata-found')).toContain(AT_ISSUER);
    expect(fixCode('server-metadata-found')).toBe(
      'Access-Control-Allow-Origin: https://app.example\nContent-Type: application/json',
    );
  });

  it.each([
    [['client_credentials'], ['code-response']],
    [['authorization_code'], []],
    [undefined, []],
  ])('metadata with grant_types_supported %j breaks %j', async (grants, broken) => {
    const { broken: found } = await examineServers(issuerWith({ grant_types_supported: grants }));
    expect(found).toEqual(broken);
  });

  it('with the status 201: clients and the report read it', async () => {
    const created = (request: Request, response: Response) =>
      isServerMetadata(request) ? cors(response.body, 201) : response;
    expect((await examineServers({ change: created })).broken).toEqual([]);
  });

  it.each([
    [
      'a failure with 500',
      text(500),
      /failed, so a location may have metadata\. Look for the cause[\s\S]*status 500/,
    ],
    [
      'a failure with 502',
      text(502),
      /failed, so a location may have metadata\. Look for the cause[\s\S]*status 502/,
    ],
    ['a web page with 403', () => webPage(403), /403, possibly from a proxy[\s\S]*status 403/],
    [
      '403 without a page',
      () => corsJson({}, 403),
      /403, possibly from a proxy[\s\S]*let requests[\s\S]*status 403/i,
    ],
  ])('behind %s: the report names that obstacle, and decides no rule', async (_what, answer, reason) => {
    const { broken, finding, verdict } = await examineServers(answering(isOfIssuer, answer));
    expect(broken).toEqual([]);
    expect(finding('server-metadata-found')).toMatchObject({ reason: expect.stringMatching(reason) });
    expect(verdict?.usable).toBe('unclear');
  });

  it('behind a rate limit: the report decides no rule', async () => {
    const { broken, verdict } = await examineServers(answering(isOfIssuer, text(429)));
    expect(broken).toEqual([]);
    expect(verdict).toMatchObject({ usable: 'unclear', text: expect.stringContaining('not available') });
  });

  it('that a stopped report did not request: no rule is broken', async () => {
    const browser = createTestBrowser({
      instead(request) {
        if (isResourceMetadata(request)) browser.stop();
        return undefined;
      },
    });
    const evidence = await browser.examine();
    expect(browser.log.getSnapshot().at(-1)?.outcome.kind).toBe('dropped');
    const findings = findingsOf(evidence);
    expect(findings.filter(({ result }) => result === 'fail')).toEqual([]);
    expect(verdictOf(evidence, findings)).toMatchObject({
      usable: 'unclear',
      text: expect.stringContaining('The report was stopped'),
    });
  });
});
