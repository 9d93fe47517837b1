import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSettings } from './check-settings.ts';

const EXAMPLES = join(import.meta.dirname, '../.env.example');
const ENDPOINTS = {
  VITE_AUTHORIZATION_ENDPOINT: 'https://login.example/authorize',
  VITE_TOKEN_ENDPOINT: 'https://login.example/token',
};

const NO_DOCUMENT = 'VITE_CLIENT_METADATA_URL must be the https:// address of the document';

const check = (env: Record<string, string>) => () =>
  checkSettings({ VITE_ISSUER: 'https://login.example', ...env });

describe('a build', () => {
  it.each([
    ['a space at the end', { VITE_CLIENT_ID: 'app ' }, 'VITE_CLIENT_ID must not begin or end'],
    ['quotes', { VITE_ISSUER: '"https://login.example"' }, 'VITE_ISSUER must not be in quotes'],
    ['no scheme', { VITE_ISSUER: 'login.example' }, 'VITE_ISSUER must be an https:// address'],
    ['a host and a port', { VITE_ISSUER: 'login.example:8443' }, 'VITE_ISSUER must be an https:// address'],
    ['http to another machine', { VITE_ISSUER: 'http://keycloak:8080/a' }, 'VITE_ISSUER must be an https://'],
    ['http in a local network', { VITE_API_URL: 'http://192.168.1.5' }, 'VITE_API_URL must be an https://'],
    [
      'a fragment',
      { VITE_TOKEN_ENDPOINT: 'https://login.example/token#' },
      'VITE_TOKEN_ENDPOINT must be an https://',
    ],
    [
      'the address of the metadata as the issuer',
      { VITE_ISSUER: 'https://login.example/.well-known/openid-configuration' },
      'the address of the metadata is VITE_METADATA_URL',
    ],
    [
      'a path after an origin',
      { VITE_MCP_SERVER_URL: 'https://mcp.example/mcp', VITE_TOKEN_ORIGIN: 'https://tokens.example/' },
      'VITE_TOKEN_ORIGIN must be an origin',
    ],
    ['a host instead of a path', { VITE_API_URL: '//api.example/v1' }, 'VITE_API_URL must be an https://'],
    ['a backslash before a host', { VITE_API_URL: '/\\api.example' }, 'VITE_API_URL must be an https://'],
    ['the whole host as a path', { VITE_API_URL: '/' }, 'VITE_API_URL must be an https://'],
    ['a query in the address of an API', { VITE_API_URL: '/v1?key=1' }, 'VITE_API_URL must have no query'],
    ['a document at an http address', { VITE_CLIENT_METADATA_URL: 'http://clients.example/a' }, NO_DOCUMENT],
    ['a document without a path', { VITE_CLIENT_METADATA_URL: 'https://clients.example' }, NO_DOCUMENT],
    ['commas between scopes', { VITE_SCOPES: 'openid,profile' }, 'VITE_SCOPES must hold scopes'],
    ['1 instead of true', { VITE_USERINFO: '1' }, 'VITE_USERINFO must be true or false'],
    ['true instead of a DPoP mode', { VITE_DPOP: 'true' }, 'VITE_DPOP must be required or when supported'],
    ['true in capitals', { VITE_SILENT_SIGN_IN: 'TRUE' }, 'VITE_SILENT_SIGN_IN must be true or false'],
    ['JSON instead of a query', { VITE_AUTHORIZATION_PARAMETERS: '{"a":"b"}' }, 'must be a query string'],
    ['the parameter scope', { VITE_AUTHORIZATION_PARAMETERS: 'scope=openid' }, 'must not replace scope'],
    ['an API alone', { VITE_ISSUER: '', VITE_API_URL: '/api' }, 'has no effect without VITE_ISSUER'],
    [
      'a revocation endpoint without a token endpoint',
      { VITE_REVOCATION_ENDPOINT: 'https://login.example/revoke' },
      'VITE_REVOCATION_ENDPOINT has no effect without VITE_TOKEN_ENDPOINT',
    ],
    [
      'an address of metadata in addition to endpoints',
      { ...ENDPOINTS, VITE_METADATA_URL: 'https://login.example/metadata' },
      'VITE_METADATA_URL has no effect with VITE_TOKEN_ENDPOINT',
    ],
    [
      'userinfo and endpoints',
      { ...ENDPOINTS, VITE_USERINFO: 'true' },
      'VITE_USERINFO has no effect with VITE_TOKEN_ENDPOINT',
    ],
    [
      'userinfo in addition to a resource',
      { VITE_USERINFO: 'true', VITE_RESOURCE: 'https://api.example' },
      'VITE_USERINFO has no effect with VITE_RESOURCE',
    ],
    [
      'a token origin without an MCP server',
      { VITE_TOKEN_ORIGIN: 'https://tokens.example' },
      'VITE_TOKEN_ORIGIN has no effect without VITE_MCP_SERVER_URL',
    ],
    ['an invisible character', { VITE_CLIENT_ID: 'app\u200b' }, 'VITE_CLIENT_ID must not hold invisible'],
    ['typographic quotes', { VITE_CLIENT_ID: '“app”' }, 'VITE_CLIENT_ID must not hold invisible'],
    ['a comment', { VITE_CLIENT_ID: 'app # the client' }, 'VITE_CLIENT_ID must not hold a comment'],
    ['an asterisk in an address', { VITE_API_URL: 'https://api.example/*' }, 'must have no query and no *'],
    ['a query in the issuer', { VITE_ISSUER: 'https://login.example?p=q' }, 'VITE_ISSUER must have no query'],
    ['a template', { VITE_ISSUER: 'https://login.example/{tenantid}' }, 'VITE_ISSUER must be an https://'],
    [
      'a placeholder other than {tenantid} in the vouched issuer',
      { VITE_VOUCHED_ISSUER: 'https://login.example/{tenantId}/v2.0' },
      'VITE_VOUCHED_ISSUER must be one issuer, with no other placeholder than {tenantid}',
    ],
    ['a resource that is no URI', { VITE_RESOURCE: 'notes' }, 'VITE_RESOURCE must be an absolute URI'],
    ['a # in a resource', { VITE_RESOURCE: 'https://a.example/#b' }, 'VITE_RESOURCE must be an absolute URI'],
  ])('stops with an error that says which setting is wrong, and how: %s', (_what, env, message) => {
    expect(check(env)).toThrow(message);
  });

  it.each<[string, string, string[]]>([
    [
      'VITE_CLIENT_ID must not be a placeholder',
      'VITE_CLIENT_ID',
      [
        '$' + '{CLIENT_ID}',
        '$CLIENT_ID',
        '{{ .Values.clientId }}',
        '<client-id>',
        'YOUR_CLIENT_ID',
        'undefined',
      ],
    ],
    [
      'VITE_SCOPES must hold scopes',
      'VITE_SCOPES',
      ['openid, profile', 'openid+profile', 'openid%20profile', 'openid;profile', 'openid "profile"'],
    ],
    [
      'VITE_AUTHORIZATION_PARAMETERS must hold parameters as name=value',
      'VITE_AUTHORIZATION_PARAMETERS',
      ['audience:https://api.example', 'prompt', 'audience=a prompt=consent', 'audience=a,prompt=b'],
    ],
  ])('stops with “%s” for each wrong value of the setting %s', (message, name, values) => {
    for (const value of values) expect(check({ [name]: value }), value).toThrow(message);
  });

  it.each<Record<string, string>>([
    { VITE_ISSUER: 'http://localhost:8080/realms/a', VITE_API_URL: '/api' },
    { VITE_ISSUER: 'https://t.example/', VITE_AUTHORIZATION_PARAMETERS: 'audience=https://api.example/' },
    { VITE_VOUCHED_ISSUER: 'https://login.example/{tenantid}/v2.0' },
    { VITE_VOUCHED_ISSUER: 'acme.com' },
    { VITE_VOUCHED_ISSUER: 'http://keycloak:8080/realms/a' },
    { VITE_SCOPES: 'openid https://x.example/a,b', VITE_USERINFO: 'false', VITE_DPOP: 'when supported' },
    { VITE_CLIENT_ID: '', VITE_SCOPES: '' },
    { VITE_CLIENT_NAME: 'Notizen <β> # 1' },
    { VITE_RESOURCE: 'api://notes', VITE_SCOPES: 'openid  api://notes/.default', VITE_USERINFO: 'false' },
    { VITE_AUTHORIZATION_PARAMETERS: '?claims={"id_token":{"email":null}}&ui_locales=de%20en' },
    { ...ENDPOINTS, VITE_REVOCATION_ENDPOINT: 'https://login.example/revoke', VITE_USERINFO: 'false' },
  ])('accepts the settings %j', (env) => expect(check(env)).not.toThrow());

  it('stops for a secret, because the bundle would publish it, and does not repeat the secret', () => {
    for (const name of ['VITE_CLIENT_SECRET', 'VITE_AUTH_SECRET_KEY', 'VITE_client-secret']) {
      expect(check({ [name]: 'hunter2' })).toThrow(`${name} would be published`);
      expect(check({ [name]: 'hunter2' })).not.toThrow('hunter2');
    }
  });

  it.each([
    ['VITE_SCOPE', 'VITE_SCOPES'],
    ['VITE_CLIENTID', 'VITE_CLIENT_ID'],
    ['VITE_ISSUER_URL', 'VITE_ISSUER'],
    ['VITE_METADATA_URI', 'VITE_METADATA_URL'],
    ['VITE_SILENT_SIGNIN', 'VITE_SILENT_SIGN_IN'],
  ])('stops for the misspelled name %s, and names the setting %s', (name, setting) => {
    expect(check({ [name]: 'x' })).toThrow(`${name} is not read; the setting is ${setting}.`);
  });

  it('accepts a variable whose name does not resemble a setting', () =>
    expect(check({ VITE_FEATURE_FLAGS: 'x', VITE_SENTRY_URL: 'y', VITE_APP_VERSION: '1' })).not.toThrow());

  // A fork may delete the file.
  it.runIf(existsSync(EXAMPLES))('accepts each example in .env.example', () => {
    const lines = [...readFileSync(EXAMPLES, 'utf8').matchAll(/^# (VITE_\w+)=(.*)$/gm)];
    expect(lines.length).toBeGreaterThan(20);
    const mcp = { VITE_MCP_SERVER_URL: 'https://mcp.example/mcp' };
    for (const [, name = '', value = ''] of lines) {
      const endpoints = name === 'VITE_REVOCATION_ENDPOINT' ? ENDPOINTS : {};
      expect(check({ ...mcp, ...endpoints, [name]: value })).not.toThrow();
    }
  });
});
