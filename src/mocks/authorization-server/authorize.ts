import {
  type AuthenticationRequest,
  readAuthenticationRequest,
  sessionFor,
} from './authentication-request.ts';
import {
  type AuthorizationRequest,
  checkRequest,
  findRecipient,
  type Recipient,
} from './authorization-request.ts';
import type { Context } from './context.ts';
import { unguessable } from './issue.ts';
import { isRejection, type Parameters, readForm, readParameters } from './parameters.ts';
import { authenticate } from './people.ts';
import { type PersonSignedIn, SESSION_HEADER, signedInPerson, startPersonSession } from './person-session.ts';
import { keepForDecision, readPushedRequest } from './pushed-authorization-request.ts';
import type { Rejection } from './rejections.ts';
import { json, noteRefusal, redirect, refuse } from './responses.ts';
import type { RegisteredClient } from './store.ts';

const ENDPOINT = 'authorize';

/** The client, as the page of this server shows it. */
export interface ShownClient {
  id: string;
  name: string;
  /** The host of the redirect URI, or the scheme if the redirect URI has no host (RFC 8252 §7.1). */
  redirectHost: string;
  registration: 'in advance' | NonNullable<RegisteredClient['registration']>;
}

/** What the page of this server shows before the person decides. */
export interface AuthorizationPrompt {
  client: ShownClient;
  resource: { identifier: string; name: string } | null;
  scopes: { name: string; description: string }[];
  person: { username: string; name: string } | null;
}

/**
 * A refusal that the page shows instead of a redirect. Anyone can register a client, or publish a client metadata
 * document. If refusals redirected, a link to this server could lead to any address (RFC 9700 §4.11.2). The person
 * decides whether to follow the redirect.
 */
export interface AuthorizationRefusal {
  client: ShownClient;
  refused: string;
  /** The redirect URI with the error response. */
  location: string;
}

/** RFC 6749 §3.1. `GET` returns what the page shows. Only a `POST` with a decision issues a code. */
export async function authorize(context: Context, request: Request): Promise<Response> {
  const deciding = request.method === 'POST';
  if (!deciding && request.method !== 'GET') {
    return refuse(context, ENDPOINT, { reason: 'method not allowed' }, { headers: { Allow: 'GET, POST' } });
  }
  const sent = deciding ? await readForm(request) : readParameters(new URL(request.url).searchParams);
  if (isRejection(sent)) return refuse(context, ENDPOINT, sent);
  const pushed = await readPushedRequest(context, sent);
  if (pushed && 'reason' in pushed) return refuse(context, ENDPOINT, pushed);
  // If there is a pushed request, its parameters replace the parameters of the client in `sent`.
  const parameters = pushed?.parameters ?? sent;

  const recipient = await findRecipient(context, parameters);
  if ('reason' in recipient) return refuse(context, ENDPOINT, recipient);
  const refuseRequest = deciding ? redirectError : refuseBeforePress;

  if (!pushed && context.policy.pushedAuthorizationRequests === 'required') {
    return refuseRequest(context, recipient, { reason: 'request not pushed' });
  }
  const checked = checkRequest(context, parameters, recipient);
  if ('reason' in checked) return refuseRequest(context, recipient, checked);
  const wanted = await readAuthenticationRequest(context, parameters, recipient.client.clientId);
  if ('reason' in wanted) return refuseRequest(context, recipient, wanted);

  const session = sessionFor(wanted, await signedInPerson(context, request), context.now());
  // This server always asks for consent, and prompt=none forbids asking.
  if (wanted.silent) {
    return refuseRequest(context, recipient, { reason: session ? 'consent required' : 'login required' });
  }
  if (deciding) return decide(context, sent, { ...checked, requestUri: pushed?.requestUri }, wanted, session);
  if (pushed) await keepForDecision(context, pushed.requestUri);
  return prompt(checked, wanted.selectAccount ? undefined : session);
}

function prompt(request: AuthorizationRequest, session: PersonSignedIn | undefined): Response {
  const body: AuthorizationPrompt = {
    client: shownClient(request),
    resource: request.resource
      ? { identifier: request.resource.identifier, name: request.resource.name }
      : null,
    scopes: request.scopes,
    person: session ? { username: session.person.username, name: session.person.name } : null,
  };
  return json(body);
}

function shownClient({ client, redirectUri }: Recipient): ShownClient {
  const { host, protocol } = new URL(redirectUri);
  return {
    id: client.clientId,
    name: client.clientName,
    redirectHost: host || protocol,
    registration: client.registration ?? 'in advance',
  };
}

/** @param form the request of the client, to which the page of this server has added the person's decision. */
async function decide(
  context: Context,
  form: Parameters,
  request: AuthorizationRequest & { requestUri: string | undefined },
  wanted: AuthenticationRequest,
  session: PersonSignedIn | undefined,
): Promise<Response> {
  const decision = form.get('decision');
  if (decision === 'deny') {
    await isFirstUse(context, request.requestUri);
    return redirectError(context, request, { reason: 'denied by the person' });
  }

  const username = form.get('username');
  const named = form.get('person');
  // After the page named the person, the session may have ended in another tab, or another person may have signed in.
  if (username === undefined && named !== undefined && named !== session?.person.username) {
    return refuse(context, ENDPOINT, { reason: 'named person not signed in' });
  }
  const password = context.policy.passwordRequired ? (form.get('password') ?? '') : undefined;
  const person = username === undefined ? session?.person : authenticate(username, password);
  if (!person) return refuse(context, ENDPOINT, { reason: 'wrong password' });
  if (wanted.hintedSubject !== undefined && wanted.hintedSubject !== person.subject) {
    return redirectError(context, request, { reason: 'login required' });
  }

  const granted = form.get('granted_scope')?.split(' ') ?? [];
  const scopes = request.scopes.map(({ name }) => name).filter((name) => granted.includes(name));
  if (decision !== 'approve' || !scopes.length) return refuse(context, ENDPOINT, { reason: 'no decision' });

  if (!(await isFirstUse(context, request.requestUri))) {
    return refuse(context, ENDPOINT, { reason: 'request_uri used before' });
  }
  const code = unguessable(context);
  // A session that continues keeps its start time (`auth_time`, OpenID Connect Core §2).
  const continued = username === undefined ? session : undefined;
  const { client, redirectUri, codeChallenge, codeChallengeMethod, nonce, dpopJkt } = request;
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
    ...(dpopJkt !== undefined && { dpopJkt }),
    authTimeMs: continued?.authTimeMs ?? context.now(),
    expiresAtMs: context.now() + context.policy.codeLifetimeMs,
    grantId: unguessable(context),
  });
  context.observe({ kind: 'issued code', clientId: client.clientId, codeChallenge });
  const location = responseUrl(context, request, { code });
  if (continued) return redirect(location);
  return redirect(location, { [SESSION_HEADER]: await startPersonSession(context, person) });
}

/** Marks a pushed request as used. Before the decision, the person may load the page again (RFC 9126 §4). */
async function isFirstUse({ store }: Context, requestUri: string | undefined): Promise<boolean> {
  return requestUri === undefined || store.consume('pushed request', requestUri);
}

/** Redirects with the error to a client that was registered in advance. Otherwise, the person must press a button. */
async function refuseBeforePress(context: Context, to: Recipient, rejection: Rejection): Promise<Response> {
  if (to.client.registration === undefined) return redirectError(context, to, rejection);
  const { error, description } = await noteRefusal(context, ENDPOINT, rejection, to.client.clientId);
  const body: AuthorizationRefusal = {
    client: shownClient(to),
    refused: description,
    location: responseUrl(context, to, { error, error_description: description }),
  };
  return json(body);
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
  // An error response also has `iss` (RFC 9207 §2).
  if (context.policy.issInResponses) url.searchParams.set('iss', context.issuer);
  return url.href;
}
