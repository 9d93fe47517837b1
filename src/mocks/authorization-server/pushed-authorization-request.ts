import { exposeDpop } from '../dpop/response-headers.ts';
import { verifyProof } from '../dpop/verify-proof.ts';
import { readAuthenticationRequest } from './authentication-request.ts';
import { checkRequest, findRecipient } from './authorization-request.ts';
import { authenticateClient, refusalHeaders } from './client-authentication.ts';
import { findClient } from './client-metadata-document.ts';
import type { Context } from './context.ts';
import { unguessable } from './issue.ts';
import { isRejection, type Parameters, readForm } from './parameters.ts';
import type { Rejection } from './rejections.ts';
import { CORS, json, refuse } from './responses.ts';
import type { PushedRequestRecord } from './store.ts';

const LIFETIME_S = 60;
/** How long the person may take to decide, if the browser has opened the page within `LIFETIME_S`. */
const DECISION_MS = 10 * 60_000;

/** The endpoint that stores an authorization request before the browser opens the page of the server (RFC 9126 §2). */
export async function pushAuthorizationRequest(context: Context, request: Request): Promise<Response> {
  return exposeDpop(await respond(context, request), request, context.dpop);
}

async function respond(context: Context, request: Request): Promise<Response> {
  const parameters = await readForm(request);
  const outcome = isRejection(parameters) ? parameters : await storeRequest(context, parameters, request);
  if ('requestUri' in outcome) {
    const body = { request_uri: outcome.requestUri, expires_in: LIFETIME_S };
    return json(body, { status: 201, headers: CORS });
  }
  const headers = { ...CORS, ...refusalHeaders(outcome, context.issuer) };
  const clientId = isRejection(parameters) ? undefined : parameters.get('client_id');
  return refuse(context, 'par', outcome, { headers, clientId });
}

/** Checks in this order: client → no `request_uri` → redirect URI → parameters → key. Then stores the request. */
async function storeRequest(
  context: Context,
  parameters: Parameters,
  request: Request,
): Promise<PushedRequestRecord | Rejection> {
  // If the client ID is the address of a metadata document, this call reads the document.
  const known = await findClient(context, parameters.get('client_id') ?? '');
  if ('reason' in known && known.reason !== 'unknown client') return known;
  const client = await authenticateClient(context, parameters, request.headers.get('Authorization'));
  if ('reason' in client) return client;
  if (parameters.has('request_uri')) return { reason: 'request_uri in a pushed request' };
  const recipient = await findRecipient(context, parameters);
  if ('reason' in recipient) return recipient;
  const checked = checkRequest(context, parameters, recipient);
  if ('reason' in checked) return checked;
  const wanted = await readAuthenticationRequest(context, parameters, client.clientId);
  if ('reason' in wanted) return wanted;
  const bound = await readKey(context, request, checked.dpopJkt);
  if ('reason' in bound) return bound;

  const { client_secret: _, ...kept } = Object.fromEntries(parameters);
  const record: PushedRequestRecord = {
    requestUri: `urn:ietf:params:oauth:request_uri:${unguessable(context)}`,
    clientId: client.clientId,
    parameters: Object.entries({ ...kept, ...bound }),
    expiresAtMs: context.now() + LIFETIME_S * 1000,
  };
  await context.store.put('pushedRequests', record);
  const { codeChallenge } = checked;
  context.observe({ kind: 'stored pushed request', clientId: client.clientId, codeChallenge });
  return record;
}

/** The key of the proof, if the request has one. `dpop_jkt` must then name the same key (RFC 9449 §10.1). */
async function readKey(
  { policy, dpop }: Context,
  request: Request,
  dpopJkt: string | undefined,
): Promise<{ dpop_jkt?: string } | Rejection> {
  if (policy.dpop === 'off' || !request.headers.has('DPoP')) return {};
  const proof = await verifyProof(request, dpop);
  if (typeof proof === 'string') return { reason: proof };
  if (dpopJkt !== undefined && dpopJkt !== proof.jkt) return { reason: 'dpop_jkt of another key' };
  return { dpop_jkt: proof.jkt };
}

/**
 * Reads the pushed request to which an authorization request refers (RFC 9126 §4).
 *
 * @returns `undefined` if the authorization request refers to no pushed request, or if this server accepts no pushed
 * requests.
 */
export async function readPushedRequest(
  { policy, store, now }: Context,
  sent: Parameters,
): Promise<{ requestUri: string; parameters: Parameters } | Rejection | undefined> {
  const requestUri = sent.get('request_uri');
  if (requestUri === undefined || policy.pushedAuthorizationRequests === 'off') return undefined;
  const record = await store.get('pushedRequests', requestUri);
  if (!record) return { reason: 'unknown request_uri' };
  if (record.clientId !== sent.get('client_id')) return { reason: 'request_uri of another client' };
  if (await store.isConsumed('pushed request', requestUri)) return { reason: 'request_uri used before' };
  if (record.expiresAtMs <= now()) return { reason: 'expired request_uri' };
  return { requestUri, parameters: new Map(record.parameters) };
}

/** Extends the time of a pushed request once: the person has opened the page and may load it again (RFC 9126 §4). */
export async function keepForDecision({ store, now }: Context, requestUri: string): Promise<void> {
  const record = await store.get('pushedRequests', requestUri);
  if (!record || record.isOpened) return;
  await store.put('pushedRequests', { ...record, isOpened: true, expiresAtMs: now() + DECISION_MS });
}
