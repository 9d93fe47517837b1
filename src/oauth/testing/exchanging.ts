import {
  type AuthorizationCode,
  createAuthorizationRequest,
  exchangeCode,
  savePendingAuthorization,
  validateAuthorizationResponse,
} from '../index.ts';
import { ISSUER, MCP, REDIRECT_URI, SERVER } from './examples.ts';
import { type Responder, type TestPlatform, testPlatform } from './platform.ts';
import { testServers } from './servers.ts';

export const answering = (answer: Responder) => testPlatform(testServers({ [SERVER.tokenEndpoint]: answer }));

export const GRANT = { server: SERVER, clientId: 'app', resource: MCP, refreshToken: 'refresh-1' };

export async function validatedCode(platform: TestPlatform): Promise<AuthorizationCode> {
  const { pending } = await createAuthorizationRequest(platform, {
    server: SERVER,
    clientId: 'app',
    redirectUri: REDIRECT_URI,
    sessionKey: MCP,
    resource: MCP,
    returnTo: '/',
  });
  savePendingAuthorization(platform.tab, pending);
  const answer = new URLSearchParams({ code: 'code-1', state: pending.state, iss: ISSUER });
  return validateAuthorizationResponse(platform, `${REDIRECT_URI}?${answer}`);
}

export const exchange = async (platform: TestPlatform) =>
  exchangeCode(platform, await validatedCode(platform));
