import { describe, expect, it } from 'vitest';
import { sessionKey } from './oauth/index.ts';
import { readServers } from './session-settings.ts';

const APP = 'https://app.example/below/';
const ISSUER = { VITE_ISSUER: 'https://login.example', VITE_API_URL: 'https://api.example/v1/' };
const read = (env: Record<string, string>, offline = false) => readServers(env, APP, offline);

describe('the servers of a build', () => {
  it('are an MCP server and an API if the servers are in the tab and the settings name no servers', () => {
    const { mcp, api } = read({}, true);
    expect(mcp).toMatchObject({
      serverUrl: `${APP}mcp`,
      clientId: 'this-app',
      redirectUri: `${APP}callback`,
    });
    expect(api).toMatchObject({ url: `${APP}api`, session: { issuer: `${APP}idp`, resource: `${APP}api` } });
  });

  it('are only an MCP server if the settings name only an MCP server', () => {
    const { mcp, api } = read({ VITE_MCP_SERVER_URL: 'https://mcp.example/mcp', VITE_SCOPES: 'openid a' });
    expect(mcp).toMatchObject({ serverUrl: 'https://mcp.example/mcp', scopes: ['openid', 'a'] });
    expect(api).toBeUndefined();
  });

  it('are only an API if the settings name only an issuer, and then only the API gets the token', () => {
    const { mcp, api } = read({ ...ISSUER, VITE_SCOPES: 'openid notes:read' }, true);
    expect(mcp).toBeUndefined();
    expect(api?.url).toBe('https://api.example/v1');
    expect(api?.session).toMatchObject({
      issuer: 'https://login.example',
      scopes: ['openid', 'notes:read'],
      api: ['https://api.example/v1'],
    });
    expect(api?.session.resource).toBeUndefined();
    expect(read({ VITE_ISSUER: 'https://login.example' }).api?.url).toBe(`${APP}api`);
  });

  it('are an MCP server and an API if the settings name both, each with a separate session', () => {
    const { mcp, api } = read({ ...ISSUER, VITE_MCP_SERVER_URL: 'https://mcp.example/mcp' });
    expect(mcp && sessionKey(mcp)).not.toBe(api && sessionKey(api.session));
  });

  it('include the parameters, the resource and the deviations of a provider', () => {
    const { api } = read({
      ...ISSUER,
      VITE_RESOURCE: 'https://api.example',
      VITE_AUTHORIZATION_PARAMETERS: 'audience=https%3A%2F%2Fapi.example&prompt=consent',
      VITE_END_SESSION: 'id_token_hint',
      VITE_SILENT_SIGN_IN: 'true',
      VITE_USERINFO: 'true',
      VITE_METADATA_URL: 'https://login.example/metadata',
      VITE_VOUCHED_ISSUER: 'https://login.example/{tenantid}',
      VITE_VOUCHED_CODE_CHALLENGE_METHOD: 'S256',
      VITE_PUSHED_AUTHORIZATION_REQUEST_ENDPOINT: 'https://login.example/par',
    });
    expect(api?.session).toMatchObject({
      resource: 'https://api.example',
      authorizationParameters: { audience: 'https://api.example', prompt: 'consent' },
      endSession: 'id_token_hint',
      silentSignIn: true,
      userinfo: true,
      metadataUrl: 'https://login.example/metadata',
      vouched: {
        codeChallengeMethod: 'S256',
        issuer: 'https://login.example/{tenantid}',
        pushedAuthorizationRequestEndpoint: 'https://login.example/par',
      },
    });
  });

  it('can be set by their endpoints if the developer vouches for S256 (RFC 7636 §4.2)', () => {
    const endpoints = {
      ...ISSUER,
      VITE_AUTHORIZATION_ENDPOINT: 'https://login.example/authorize',
      VITE_TOKEN_ENDPOINT: 'https://login.example/token',
      VITE_PUSHED_AUTHORIZATION_REQUEST_ENDPOINT: 'https://login.example/par',
    };
    expect(() => read(endpoints)).toThrow('VITE_VOUCHED_CODE_CHALLENGE_METHOD=S256');
    const { api } = read({ ...endpoints, VITE_VOUCHED_CODE_CHALLENGE_METHOD: 'S256' });
    expect(api?.session).toMatchObject({
      server: {
        issuer: 'https://login.example',
        authorizationEndpoint: 'https://login.example/authorize',
        tokenEndpoint: 'https://login.example/token',
        pushedAuthorizationRequestEndpoint: 'https://login.example/par',
      },
      vouched: { codeChallengeMethod: 'S256' },
    });
  });

  it.each([
    [{ VITE_TOKEN_ENDPOINT: 'https://login.example/token' }, 'must be set together'],
    [{ VITE_VOUCHED_CODE_CHALLENGE_METHOD: 'plain' }, 'VITE_VOUCHED_CODE_CHALLENGE_METHOD is "plain"'],
    [{ VITE_END_SESSION: 'always' }, 'VITE_END_SESSION is "always"'],
  ])('are refused with an error that names the wrong setting: %j', (env, message) => {
    expect(() => read({ ...ISSUER, ...env })).toThrow(message);
  });

  it('are the default servers if the settings are empty', () => {
    const empty = { VITE_MCP_SERVER_URL: '', VITE_ISSUER: '', VITE_CLIENT_ID: '', VITE_SCOPES: '' };
    expect(read(empty, true)).toEqual(read({}, true));
  });
});
