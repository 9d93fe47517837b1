import {
  CLIENT_ID,
  HOSTILE_ISSUERS,
  HOSTILE_MCP_SERVERS,
  ISSUER,
  MCP_SERVER,
  REGISTERING_ISSUER,
  REGISTERING_MCP_SERVER,
} from '../addresses.ts';
import { startAuthorizationServer } from './authorization-server.ts';
import { startHostileServers } from './hostile/servers.ts';
import { startMcpServer } from './mcp-server.ts';
import { startRegisteringServers } from './registering-servers.ts';

/** Starts all servers for an app served from `appOrigins`. @throws Error when a port is taken. */
export async function startRealServers(appOrigins: readonly string[]): Promise<void> {
  const scopes = ['notes:read', 'notes:write'] as const;
  await startAuthorizationServer({
    issuer: ISSUER,
    appOrigins,
    clientId: CLIENT_ID,
    resource: MCP_SERVER,
    scopes,
  });
  await startMcpServer({ url: MCP_SERVER, issuer: ISSUER, appOrigins, scopes });
  await startRegisteringServers({ issuer: REGISTERING_ISSUER, resource: REGISTERING_MCP_SERVER, scopes });
  await startHostileServers({ issuers: HOSTILE_ISSUERS, mcpServers: HOSTILE_MCP_SERVERS });
}
