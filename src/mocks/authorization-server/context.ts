import type { AuditLog } from '../audit-log.ts';
import type { DpopServer } from '../dpop/dpop-server.ts';
import type { DpopRejection } from '../dpop/rejections.ts';
import type { Policy } from './policy.ts';
import type { Rejection } from './rejections.ts';
import type { AuthorizationServerStore, RegisteredClient } from './store.ts';
import type { PkceComparison } from './verify-pkce.ts';

/** A resource server for which this authorization server issues tokens. */
export interface ProtectedResource {
  /** The `resource` identifier of the server (RFC 8707). */
  identifier: string;
  name: string;
  scopes: readonly { name: string; description: string }[];
}

/** Why a token is not active. The resource server does not learn the reason (RFC 7662 §2.2). */
export type InactiveReason =
  | 'unknown token'
  | 'expired'
  | 'grant revoked'
  | 'not a token for the server that asks';

/** What a real server would write to its internal log about one step. No client sees it. */
export type Observation =
  | { kind: 'refused'; endpoint: string; rejection: Rejection }
  /** A weak setting accepted a request that the safe policy refuses for this reason. */
  | { kind: 'tolerated'; rejection: Rejection | { reason: DpopRejection } }
  | { kind: 'compared PKCE'; comparison: PkceComparison }
  | { kind: 'stored pushed request'; clientId: string; codeChallenge: string | undefined }
  | { kind: 'issued code'; clientId: string; codeChallenge: string | undefined }
  | { kind: 'issued tokens'; clientId: string; grant: 'authorization_code' | 'refresh_token' }
  | { kind: 'revoked grant'; because: string }
  | { kind: 'introspected'; active: true }
  /** No client sees `because`: the response says only that the token is not active. */
  | { kind: 'introspected'; active: false; because: InactiveReason }
  /** A resource server asked whether a genuine access token was revoked. */
  | { kind: 'was asked whether revoked'; revoked: boolean }
  | { kind: 'registered client'; client: RegisteredClient };

export interface Context {
  issuer: string;
  resources: readonly ProtectedResource[];
  store: AuthorizationServerStore;
  auditLog: AuditLog;
  policy: Policy;
  /** What this server needs to verify DPoP proofs. */
  dpop: DpopServer;
  /**
   * `jwt`: a token consists of signed claims, and a resource server reads them (RFC 9068). `opaque`: a token is a
   * random text, and a resource server asks this server what the token means (RFC 7662).
   */
  accessTokenFormat: 'jwt' | 'opaque';
  now(): number;
  random(octets: number): Uint8Array<ArrayBuffer>;
  /** Fetches the metadata documents of clients. The server makes no other request. */
  fetchDocument(url: string, init: RequestInit): Promise<Response>;
  observe(observation: Observation): void;
}

/** The refusal; `undefined` if the policy tolerates its reason, which only `observe` then learns. */
export function unlessTolerated(
  context: Context,
  tolerated: boolean,
  rejection: Rejection,
): Rejection | undefined {
  if (!tolerated) return rejection;
  context.observe({ kind: 'tolerated', rejection });
  return undefined;
}

/** The scopes of no resource. They grant the identity of the person, and access while the person is away. */
export const IDENTITY_SCOPES: readonly { name: string; description: string }[] = [
  { name: 'openid', description: 'Know who you are' },
  { name: 'profile', description: 'See your name' },
  { name: 'offline_access', description: 'Stay signed in without asking again' },
];

/** Every scope that a person may grant for a resource, with its description for the consent page. */
export function scopesFor(context: Context, resource: ProtectedResource | undefined) {
  const scopes = resource?.scopes ?? context.resources.flatMap(({ scopes }) => scopes);
  // If several resources have a scope with the same name, the page shows the description of the first one.
  const known = [...IDENTITY_SCOPES, ...scopes];
  return known.filter(({ name }, at) => known.findIndex((other) => other.name === name) === at);
}
