import {
  CLIENT_ID,
  HOSTILE_ISSUERS,
  HOSTILE_MCP_SERVERS,
  ISSUER,
  MCP_SERVER,
  PLAIN_ISSUER,
  PUSHING_ISSUER,
  PUSHING_MCP_SERVER,
  REGISTERING_ISSUER,
  REGISTERING_MCP_SERVER,
  REST_API,
} from '../addresses.ts';
import { startAuthorizationServer } from './authorization-server.ts';
import { startHostileServers } from './hostile/servers.ts';
import { startMcpServer } from './mcp-server.ts';
import { startPlainProvider } from './plain-provider.ts';
import { startRegisteringServers } from './registering-servers.ts';
import { startRestApi } from './rest-api.ts';

/**
 * Starts all servers of the real lane. The app at `appOrigins` uses an MCP server, and the app at `apiAppOrigins` uses
 * a REST API.
 *
 * @throws Error if another program uses a port.
 */
export async function startRealServers(
  appOrigins: readonly string[],
  apiAppOrigins: readonly string[] = [],
): Promise<void> {
  const scopes = ['notes:read', 'notes:write'] as const;
  await startAuthorizationServer({
    issuer: ISSUER,
    appOrigins,
    clientId: CLIENT_ID,
    resource: MCP_SERVER,
    scopes,
  });
  await startMcpServer({ url: MCP_SERVER, issuer: ISSUER, appOrigins, scopes });
  await startAuthorizationServer({
    issuer: PUSHING_ISSUER,
    appOrigins,
    clientId: CLIENT_ID,
    resource: PUSHING_MCP_SERVER,
    scopes,
    requirePushedAuthorizationRequests: true,
  });
  await startMcpServer({ url: PUSHING_MCP_SERVER, issuer: PUSHING_ISSUER, appOrigins, scopes });
  await startRegisteringServers({ issuer: REGISTERING_ISSUER, resource: REGISTERING_MCP_SERVER, scopes });
  await startHostileServers({ issuers: HOSTILE_ISSUERS, mcpServers: HOSTILE_MCP_SERVERS });
  if (apiAppOrigins.length) await startApiServers(apiAppOrigins, scopes);
}

async function startApiServers(appOrigins: readonly string[], scopes: readonly string[]): Promise<void> {
  const api = { clientId: 'notes-api', clientSecret: crypto.randomUUID() };
  const clientId = CLIENT_ID;
  await startPlainProvider({ issuer: PLAIN_ISSUER, appOrigins, clientId, api, scopes });
  await startRestApi({ url: REST_API, issuer: PLAIN_ISSUER, appOrigins, clientId, api });
}
