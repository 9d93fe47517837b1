import { base64url } from 'jose';
import type { AuditLog } from './audit-log.ts';
import type { Context, Observation, ProtectedResource } from './authorization-server/context.ts';
import type { Policy } from './authorization-server/policy.ts';
import { type AuthorizationServer, createAuthorizationServer } from './authorization-server/server.ts';
import {
  type AuthorizationServerStore,
  publicClient,
  type RegisteredClient,
} from './authorization-server/store.ts';
import type { DpopServer } from './dpop/dpop-server.ts';
import { createMemoryDpopRecords, type DpopRecords } from './dpop/records.ts';
import type { Introspection } from './resource-server/introspection.ts';
import type { Notes } from './resource-server/notes.ts';
import { createResourceServer, type ResourceServer } from './resource-server/server.ts';
import { createRestApi, type RestApi } from './rest-api/server.ts';

export interface OfflineWorldOptions {
  /** The address at which the app is served, without a trailing slash. By default, the servers have paths below it. */
  appUrl: string;
  /** The name of the app on the pages of the authorization server. */
  appName?: string;
  /** The issuer, by default `<appUrl>/idp`. If a page has several worlds, each needs its own issuer and store. */
  issuer?: string;
  /** The URL of the MCP server, by default `<appUrl>/mcp`. If a page has several worlds, each needs its own URL. */
  resource?: string;
  /** The URL of the REST API, by default `<appUrl>/api`. */
  api?: string;
  resourceName?: string;
  appRegistered?: boolean;
  store: AuthorizationServerStore;
  auditLog: AuditLog;
  notes: Notes;
  now(): number;
  random(octets: number): Uint8Array<ArrayBuffer>;
  policy?: Partial<Policy>;
  /** The records of used proofs. By default, the records are in memory. */
  dpopRecords?: DpopRecords;
  /** Fetches the metadata documents of clients for the authorization server. */
  fetchDocument?: Context['fetchDocument'];
  /** Whether the MCP server refuses tokens for other servers (RFC 8707). */
  checkAudience?: boolean;
  /** Whether the MCP server asks the authorization server whether a token was revoked. */
  checkRevocation?: boolean;
  checkScopes?: boolean;
  /** If set, tokens are opaque, and the MCP server asks about them with this `fetch`. */
  askAboutTokens?: Introspection['fetch'];
  otherResources?: readonly ProtectedResource[];
  /** Clients that are registered in addition to the app. */
  otherClients?: readonly RegisteredClient[];
  observe?(observation: Observation): void;
}

/** An authorization server, with an MCP server and a REST API that accept its tokens. */
export interface OfflineWorld {
  authorizationServer: AuthorizationServer;
  resourceServer: ResourceServer;
  restApi: RestApi;
  issuer: string;
  /** The URL of the MCP server. */
  resource: string;
  /** The URL of the REST API. The notes are at `<api>/notes`. */
  api: string;
}

export function createOfflineWorld({
  appUrl,
  appName = 'This app',
  issuer = `${appUrl}/idp`,
  resource = `${appUrl}/mcp`,
  api = `${appUrl}/api`,
  resourceName = 'Notes',
  appRegistered = true,
  notes,
  otherClients = [],
  otherResources = [],
  checkAudience = true,
  checkRevocation = true,
  checkScopes = true,
  askAboutTokens,
  dpopRecords = createMemoryDpopRecords(),
  ...options
}: OfflineWorldOptions): OfflineWorld {
  const scopes = [
    { name: 'notes:read', description: 'Read your notes' },
    { name: 'notes:write', description: 'Write notes for you' },
  ];
  const clientSecret = base64url.encode(options.random(32));
  const introspection = askAboutTokens && {
    endpoint: `${issuer}/introspect`,
    clientId: RESOURCE_SERVER_ID,
    clientSecret,
    fetch: askAboutTokens,
  };
  const authorizationServer = createAuthorizationServer({
    ...options,
    dpopRecords,
    ...(askAboutTokens && { accessTokenFormat: 'opaque' }),
    issuer,
    resources: [
      { identifier: resource, name: resourceName, scopes },
      { identifier: api, name: `${resourceName} API`, scopes },
      ...otherResources,
    ],
    clients: [
      ...(appRegistered ? [app(appUrl, appName)] : []),
      ...(introspection ? [resourceServerAsClient(resource, resourceName, clientSecret)] : []),
      ...otherClients,
    ],
  });
  const dpopAt = (identifier: string): DpopServer | undefined =>
    authorizationServer.policy.dpop === 'off'
      ? undefined
      : {
          identifier,
          policy: authorizationServer.policy,
          records: dpopRecords,
          now: options.now,
          tolerate: (reason) => options.observe?.({ kind: 'tolerated', rejection: { reason } }),
        };
  const resourceServer = createResourceServer({
    resource,
    name: resourceName,
    issuer,
    scopes: scopes.map(({ name }) => name),
    keys: authorizationServer.keys,
    isActive: authorizationServer.isActive,
    notes,
    checkAudience,
    checkRevocation,
    checkScopes,
    introspection,
    dpop: dpopAt(resource),
    auditLog: options.auditLog,
    now: options.now,
  });
  const restApi = createRestApi({
    resource: api,
    issuer,
    keys: authorizationServer.keys,
    isActive: authorizationServer.isActive,
    dpop: dpopAt(api),
    notes,
    auditLog: options.auditLog,
    now: options.now,
  });
  return { authorizationServer, resourceServer, restApi, issuer, resource, api };
}

/** The client ID with which the MCP server asks about tokens. */
export const RESOURCE_SERVER_ID = 'notes-server';

/** The MCP server as a client, which gets no tokens, but may ask about the tokens for itself. */
function resourceServerAsClient(
  resource: string,
  clientName: string,
  clientSecret: string,
): RegisteredClient {
  return {
    clientId: RESOURCE_SERVER_ID,
    clientName,
    redirectUris: [],
    postLogoutRedirectUris: [],
    grantTypes: [],
    tokenEndpointAuthMethod: 'client_secret_basic',
    clientSecret,
    introspects: resource,
  };
}

function app(appUrl: string, appName: string): RegisteredClient {
  return publicClient('this-app', appName, `${appUrl}/callback`, {
    postLogoutRedirectUris: [`${appUrl}/`],
    grantTypes: ['authorization_code', 'refresh_token'],
  });
}
