import { findClient } from './client-metadata-document.ts';
import { type Context, type ProtectedResource, scopesFor } from './context.ts';
import { unguessable } from './issue.ts';
import { isRejection, type Parameters, readForm, readParameters } from './parameters.ts';
import { authenticate, type Person } from './people.ts';
import { SESSION_HEADER, signedInPerson, startPersonSession } from './person-session.ts';
import type { Rejection } from './rejections.ts';
import { json, noteRefusal, redirect, refuse } from './responses.ts';
import type { RegisteredClient } from './store.ts';
import { isWellFormed } from './verify-pkce.ts';

const ENDPOINT = 'authorize';

/** What the page of this server shows before a person decides. */
export interface AuthorizationPrompt {
  client: {
    id: string;
    name: string;
    redirectHost: string;
    registration: 'in advance' | NonNullable<RegisteredClient['registration']>;
  };
  resource: { identifier: string; name: string } | null;
  scopes: { name: string; description: string }[];
  person: { username: string; name: string } | null;
}

/** A request whose client, redirect URI and every parameter were found good. */
interface AuthorizationRequest {
  client: RegisteredClient;
  redirectUri: string;
  state: string | undefined;
  resource: ProtectedResource | undefined;
  scopes: { name: string; description: string }[];
  codeChallenge: string | undefined;
  codeChallengeMethod: 'S256' | 'plain' | undefined;
  nonce: string | undefined;
}

/**
 * The authorization endpoint (RFC 6749 §3.1), called by this server's own page. `GET` says what to show and
 * never issues a code; only a `POST` with the person's decision does.
 */
export async function authorize(context: Context, request: Request): Promise<Response> {
  const deciding = request.method === 'POST';
  const parameters = deciding ? await readForm(request) : readParameters(new URL(request.url).searchParams);
  if (isRejection(parameters)) return refuse(context, ENDPOINT, parameters);

  const recipient = await findRecipient(context, parameters);
  if ('reason' in recipient) return refuse(context, ENDPOINT, recipient);

  const checked = checkRequest(context, parameters, recipient);
  if ('reason' in checked) return redirectError(context, recipient, checked);

  const person = await signedInPerson(context, request);
  if (!deciding) return prompt(context, parameters, checked, person);
  return decide(context, parameters, checked, person);
}

type Recipient = Pick<AuthorizationRequest, 'client' | 'redirectUri' | 'state'>;

/** Until these are certain nothing may be sent to the redirect URI (RFC 6749 §4.1.2.1). */
async function findRecipient(context: Context, parameters: Parameters): Promise<Recipient | Rejection> {
  const client = await findClient(context, parameters.get('client_id') ?? '');
  if ('reason' in client) return client;
  const redirectUri = parameters.get('redirect_uri');
  if (!redirectUri) return { reason: 'missing redirect_uri' };
  const registered =
    context.policy.redirectUriMatching === 'exact'
      ? client.redirectUris.includes(redirectUri)
      : client.redirectUris.some((uri) => redirectUri.startsWith(uri));
  if (!registered) return { reason: 'unregistered redirect_uri' };
  return { client, redirectUri, state: parameters.get('state') };
}

function checkRequest(
  context: Context,
  parameters: Parameters,
  recipient: Recipient,
): AuthorizationRequest | Rejection {
  const { policy } = context;
  if (parameters.get('response_type') !== 'code') return { reason: 'unsupported response_type' };
  if ((parameters.get('response_mode') ?? 'query') !== 'query')
    return { reason: 'unsupported response_mode' };

  const codeChallenge = parameters.get('code_challenge');
  // An omitted method means plain (RFC 7636 §4.3): the reason why a client must always name it.
  const method =
    codeChallenge === undefined ? undefined : (parameters.get('code_challenge_method') ?? 'plain');
  if (codeChallenge === undefined && policy.pkceRequired) return { reason: 'missing code_challenge' };
  if (codeChallenge !== undefined && !isWellFormed(codeChallenge))
    return { reason: 'malformed code_challenge' };
  if (method !== undefined && method !== 'S256' && !(method === 'plain' && policy.plainAllowed)) {
    return { reason: 'unsupported code_challenge_method' };
  }

  const identifier = parameters.get('resource');
  const resource = context.resources.find((known) => known.identifier === identifier);
  if (policy.audienceRestriction && identifier !== undefined && !resource)
    return { reason: 'unknown resource' };

  const asked = parameters.get('scope')?.split(' ') ?? resource?.scopes.map(({ name }) => name) ?? [];
  const scopes = scopesFor(context, resource).filter(({ name }) => asked.includes(name));
  if (!scopes.length) return { reason: 'no known scope' };
  return {
    ...recipient,
    resource,
    scopes,
    codeChallenge,
    codeChallengeMethod: method,
    nonce: parameters.get('nonce'),
  };
}

async function prompt(
  context: Context,
  parameters: Parameters,
  request: AuthorizationRequest,
  person: Person | undefined,
): Promise<Response> {
  const wishes = parameters.get('prompt')?.split(' ') ?? [];
  if (wishes.includes('none')) return redirectError(context, request, { reason: 'login required' });
  const shown = wishes.includes('login') ? undefined : person;
  const body: AuthorizationPrompt = {
    client: {
      id: request.client.clientId,
      name: request.client.clientName,
      redirectHost: new URL(request.redirectUri).host,
      registration: request.client.registration ?? 'in advance',
    },
    resource: request.resource
      ? { identifier: request.resource.identifier, name: request.resource.name }
      : null,
    scopes: request.scopes,
    person: shown ? { username: shown.username, name: shown.name } : null,
  };
  return json(body);
}

async function decide(
  context: Context,
  parameters: Parameters,
  request: AuthorizationRequest,
  signedIn: Person | undefined,
): Promise<Response> {
  const decision = parameters.get('decision');
  if (decision === 'deny') return redirectError(context, request, { reason: 'denied by the person' });

  const username = parameters.get('username');
  const password = context.policy.passwordRequired ? (parameters.get('password') ?? '') : undefined;
  const person = username === undefined ? signedIn : authenticate(username, password);
  if (!person) return refuse(context, ENDPOINT, { reason: 'wrong password' });

  const granted = parameters.get('granted_scope')?.split(' ') ?? [];
  const scopes = request.scopes.map(({ name }) => name).filter((name) => granted.includes(name));
  if (decision !== 'approve' || !scopes.length) return refuse(context, ENDPOINT, { reason: 'no decision' });

  const code = unguessable(context);
  const { client, redirectUri, codeChallenge, codeChallengeMethod, nonce } = request;
  await context.store.put('codes', {
    code,
    clientId: client.clientId,
    subject: person.subject,
    redirectUri,
    resource: request.resource?.identifier,
    scopes,
    codeChallenge,
    codeChallengeMethod,
    nonce,
    authTimeMs: context.now(),
    expiresAtMs: context.now() + context.policy.codeLifetimeMs,
    grantId: unguessable(context),
  });
  context.observe({ kind: 'issued code', clientId: client.clientId, codeChallenge });
  const session = await startPersonSession(context, person);
  return redirect(responseUrl(context, request, { code }), { [SESSION_HEADER]: session });
}

async function redirectError(context: Context, to: Recipient, rejection: Rejection): Promise<Response> {
  const { error, description } = await noteRefusal(context, ENDPOINT, rejection, to.client.clientId);
  return redirect(responseUrl(context, to, { error, error_description: description }));
}

function responseUrl(
  context: Context,
  { redirectUri, state }: Recipient,
  members: Record<string, string>,
): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(members)) url.searchParams.set(name, value);
  if (state !== undefined) url.searchParams.set('state', state);
  // Errors carry it too (RFC 9207 §2): a client must know whom to believe.
  if (context.policy.issInResponses) url.searchParams.set('iss', context.issuer);
  return url.href;
}
