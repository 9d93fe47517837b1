import { findClient } from './client-metadata-document.ts';
import { type Context, type ProtectedResource, scopesFor, unlessTolerated } from './context.ts';
import type { Parameters } from './parameters.ts';
import { isRedirectUriOf } from './redirect-uri-matching.ts';
import type { Rejection } from './rejections.ts';
import type { RegisteredClient } from './store.ts';
import { isWellFormed } from './verify-pkce.ts';

/** The server may redirect only to a verified client and redirect URI (RFC 6749 §4.1.2.1). */
export interface Recipient {
  client: RegisteredClient;
  redirectUri: string;
  state: string | undefined;
}

/** An authorization request that passed every check. */
export interface AuthorizationRequest extends Recipient {
  resource: ProtectedResource | undefined;
  scopes: { name: string; description: string }[];
  codeChallenge: string | undefined;
  codeChallengeMethod: 'S256' | 'plain' | undefined;
  nonce: string | undefined;
  /** The thumbprint of the key to which the code is bound (RFC 9449 §10). */
  dpopJkt: string | undefined;
}

/** Finds the client, and verifies that the redirect URI belongs to this client. */
export async function findRecipient(
  context: Context,
  parameters: Parameters,
): Promise<Recipient | Rejection> {
  const client = await findClient(context, parameters.get('client_id') ?? '');
  if ('reason' in client) return client;
  const redirectUri = parameters.get('redirect_uri');
  if (!redirectUri) return { reason: 'missing redirect_uri' };
  if (!client.redirectUris.includes(redirectUri)) {
    const tolerated = isRedirectUriOf(client, redirectUri, context.policy.redirectUriMatching);
    const refused = unlessTolerated(context, tolerated, { reason: 'unregistered redirect_uri' });
    if (refused) return refused;
  }
  return { client, redirectUri, state: parameters.get('state') };
}

/** This server refuses these parameters, because they change the meaning of other parameters. */
const NOT_SUPPORTED = ['request', 'request_uri', 'registration'] as const;

/** A SHA-256 in base64url. */
const THUMBPRINT = /^[\w-]{43}$/;

/** Checks the parameters (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2, OpenID Connect Core §3.1.2.6). */
export function checkRequest(
  context: Context,
  parameters: Parameters,
  recipient: Recipient,
): AuthorizationRequest | Rejection {
  const { policy } = context;
  const parameter = NOT_SUPPORTED.find((name) => parameters.has(name));
  if (parameter) return { reason: 'parameter not supported', parameter };
  const responseType = parameters.get('response_type');
  if (responseType === undefined) return { reason: 'missing response_type' };
  if (responseType !== 'code') return { reason: 'unsupported response_type' };
  if ((parameters.get('response_mode') ?? 'query') !== 'query')
    return { reason: 'unsupported response_mode' };

  const codeChallenge = parameters.get('code_challenge');
  // An omitted method means plain (RFC 7636 §4.3), so a client that uses S256 must name the method.
  const method =
    codeChallenge === undefined ? undefined : (parameters.get('code_challenge_method') ?? 'plain');
  if (codeChallenge === undefined) {
    const refused = unlessTolerated(context, !policy.pkceRequired, { reason: 'missing code_challenge' });
    if (refused) return refused;
  }
  if (codeChallenge !== undefined && !isWellFormed(codeChallenge))
    return { reason: 'malformed code_challenge' };
  if (method !== undefined && method !== 'S256') {
    const rejection: Rejection = { reason: 'unsupported code_challenge_method' };
    if (method !== 'plain') return rejection;
    const refused = unlessTolerated(context, policy.plainAllowed, rejection);
    if (refused) return refused;
  }

  const identifier = parameters.get('resource');
  const resource = context.resources.find((known) => known.identifier === identifier);
  if (identifier !== undefined && !resource) {
    const refused = unlessTolerated(context, !policy.audienceRestriction, { reason: 'unknown resource' });
    if (refused) return refused;
  }

  const asked = parameters.get('scope')?.split(' ') ?? resource?.scopes.map(({ name }) => name) ?? [];
  const scopes = scopesFor(context, resource).filter(({ name }) => asked.includes(name));
  if (!scopes.length) return { reason: 'no known scope' };
  const dpopJkt = policy.dpop === 'off' ? undefined : parameters.get('dpop_jkt');
  if (dpopJkt !== undefined && !THUMBPRINT.test(dpopJkt)) return { reason: 'malformed dpop_jkt' };
  return {
    ...recipient,
    resource,
    scopes,
    codeChallenge,
    codeChallengeMethod: method,
    nonce: parameters.get('nonce'),
    dpopJkt,
  };
}
