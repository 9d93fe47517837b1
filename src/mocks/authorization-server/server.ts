import type { JSONWebKeySet } from 'jose';
import { createMemoryDpopRecords, type DpopRecords } from '../dpop/records.ts';
import { allowDpop } from '../dpop/response-headers.ts';
import { authorize } from './authorize.ts';
import type { Context, Observation } from './context.ts';
import { endSession } from './end-session.ts';
import { introspect } from './introspect.ts';
import { metadata, metadataPaths } from './metadata.ts';
import { type Policy, SAFE_POLICY } from './policy.ts';
import { pushAuthorizationRequest } from './pushed-authorization-request.ts';
import { register } from './register.ts';
import { CORS } from './responses.ts';
import { revoke } from './revoke.ts';
import { publicKeys } from './signing.ts';
import type { RegisteredClient } from './store.ts';
import { token } from './token.ts';

export interface AuthorizationServerOptions
  extends Pick<Context, 'issuer' | 'resources' | 'store' | 'auditLog' | 'now' | 'random'> {
  clients: readonly RegisteredClient[];
  /** Overrides of {@link SAFE_POLICY}. */
  policy?: Partial<Policy>;
  /** See {@link DpopServer.records}. By default, the records are in memory. */
  dpopRecords?: DpopRecords;
  /** See {@link Context.accessTokenFormat}. The default is `jwt`. */
  accessTokenFormat?: Context['accessTokenFormat'];
  /** See {@link Context.fetchDocument}. By default, this server finds no client metadata document. */
  fetchDocument?: Context['fetchDocument'];
  /** Receives what no client sees, such as the reasons for refusals. */
  observe?(observation: Observation): void;
}

/** An authorization server as a function of requests. It runs in a tab behind a worker, and in tests in Node. */
export interface AuthorizationServer {
  readonly issuer: string;
  readonly policy: Readonly<Policy>;
  fetch(request: Request): Promise<Response>;
  keys(): Promise<JSONWebKeySet>;
  /** Whether the grant of an access token is still valid. */
  isActive(jti: string): Promise<boolean>;
}

/** Creates the authorization server. It shares no code with `src/oauth`, so that one mistake cannot hide in both. */
export function createAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
  const {
    clients,
    policy: changes,
    dpopRecords = createMemoryDpopRecords(),
    accessTokenFormat = 'jwt',
    observe = () => {},
    fetchDocument = reachNothing,
    ...rest
  } = options;
  const policy = { ...SAFE_POLICY, ...changes };
  const context: Context = {
    ...rest,
    policy,
    dpop: {
      identifier: rest.issuer,
      policy,
      records: dpopRecords,
      now: rest.now,
      tolerate: (reason) => observe({ kind: 'tolerated', rejection: { reason } }),
    },
    accessTokenFormat,
    fetchDocument,
    observe,
  };
  const registered = Promise.all(clients.map((client) => context.store.put('clients', client)));
  return {
    issuer: context.issuer,
    policy: context.policy,
    keys: () => publicKeys(context),
    async isActive(jti) {
      const issued = await context.store.get('accessTokens', jti);
      const grant = issued && (await context.store.get('grants', issued.grantId));
      const revoked = grant === undefined || grant.revoked;
      observe({ kind: 'was asked whether revoked', revoked });
      return !revoked;
    },
    async fetch(request) {
      await registered;
      return respond(context, request);
    },
  };
}

async function respond(context: Context, request: Request): Promise<Response> {
  const { pathname } = new URL(context.issuer);
  const path = new URL(request.url).pathname;
  if (path === `${pathname}/authorize`) return authorize(context, request);
  if (path === `${pathname}/end-session`) return endSession(context, request);
  if (request.method === 'OPTIONS') return allowDpop(preflight(), context.dpop);
  if (path === `${pathname}/token`) return token(context, request);
  if (path === `${pathname}/revoke`) return revoke(context, request);
  if (path === `${pathname}/introspect`) return introspect(context, request);
  if (context.policy.registrationOffered && path === `${pathname}/register`) {
    return register(context, request);
  }
  if (context.policy.pushedAuthorizationRequests !== 'off' && path === `${pathname}/par`) {
    return pushAuthorizationRequest(context, request);
  }
  if (path === `${pathname}/jwks`) return Response.json(await publicKeys(context), { headers: CORS });
  if (metadataPaths(context.issuer).includes(path)) return metadata(context);
  return new Response(null, { status: 404, headers: CORS });
}

function reachNothing(): Promise<Response> {
  return Promise.reject(new TypeError('This server reaches no other machine.'));
}

function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...CORS,
      'Access-Control-Allow-Methods': 'GET, POST',
      'Access-Control-Allow-Headers': 'authorization, content-type',
    },
  });
}
