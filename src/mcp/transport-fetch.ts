import { InsufficientScopeError } from '@modelcontextprotocol/client';
import { parseBearerChallenge } from '../oauth/index.ts';
import { boundedResponse, isStream, within, withType } from './bounded-response.ts';
import { LIMITS } from './limits.ts';
import { readableError } from './readable-error.ts';
import type { Fetch, ServerAccess, TokenSource } from './server-access.ts';
import { readServerWords } from './server-words.ts';
import { OtherSignInRequired, SignInRequired } from './sign-in-required.ts';
import { hasResponse, type Unanswered, unansweredError, WITHOUT_BODY } from './unanswered.ts';

export interface TransportFetch {
  fetch: Fetch;
  /** The token of the request, so that two requests with the same token cause one refresh. */
  tokenOf(response: Response): string | undefined;
  /** Why the last request to resume the stream after an event failed; `undefined` if it did not fail. */
  failedResumption(eventId: string | undefined): Unresumed | undefined;
}

interface Unresumed {
  how: Unanswered;
  said?: string;
}

/** Sends the requests of the SDK without cookies, follows no redirect, and limits the size of the response. */
export function createTransportFetch(
  fetch: Fetch,
  session: TokenSource | undefined,
  { onHeard, onAnswerRefused }: Pick<ServerAccess, 'onHeard' | 'onAnswerRefused'>,
): TransportFetch {
  const sentWith = new WeakMap<Response, string>();
  /** Sends a request with the latest token, even after the session has ended. */
  let present: Fetch = fetch;
  /** Whether the server offers a stream for its messages. After a 202, the response may come in this stream. */
  let listening = Promise.resolve(false);
  const failedResumptions = new Map<unknown, Unresumed>();

  async function responseTo(id: SentMessage['id'], received: Response): Promise<Response> {
    const { status, headers } = received;
    if (id === undefined || (status !== 202 && !WITHOUT_BODY.includes(status)))
      return boundedResponse(received, id, onHeard);
    // Some servers send the response to a request with status 202. The SDK does not read the body of a 202.
    if (isStream(received)) return boundedResponse(new Response(received.body, { headers }), id, onHeard);
    const text = await textOf(received);
    if (hasResponse(text)) return boundedResponse(new Response(text, { headers }), id);
    return status === 202 && (await listening) ? received : Response.json(unansweredError(id, 'empty'));
  }

  return {
    tokenOf: (response) => sentWith.get(response),
    failedResumption: (eventId) => failedResumptions.get(eventId),
    async fetch(url, init = {}) {
      const headers = new Headers(init.headers);
      const request: RequestInit = { ...init, headers, credentials: 'omit', redirect: 'error' };
      if (init.method === 'DELETE') {
        // This request ends the session at the server. The SDK may send it after the stream has closed, after a
        // sign-out, or while the page unloads. It is aborted if the server does not respond, because a browser opens
        // only six connections to a host (HTTP/1.1).
        Object.assign(request, { signal: signalOfEnding(), keepalive: true });
      }
      const token = headers.get('Authorization')?.slice('Bearer '.length);
      if (token) present = presenting(session, token, fetch);
      const send = () => (token || init.method === 'DELETE' ? present : fetch)(url, request);
      const sending = send();
      if (init.method === 'GET') listening = sending.then(isStream, () => false);
      const eventId = headers.get('Last-Event-ID');
      if (eventId !== null) {
        const failed = await sending.then(unresumed, hiddenResumption);
        failedResumptions.delete(eventId);
        if (failed) failedResumptions.set(eventId, failed);
      }
      const { id, isAnswer, isCall } = messageIn(init.body);
      const hasNoResult = init.method === 'POST' && (id === undefined || isAnswer);
      const received = await (hasNoResult ? accepted(sending, isAnswer ? send : undefined) : sending);
      if (isAnswer && !received.ok) onAnswerRefused?.(received.status, await textOf(received.clone()));
      const refusal = [401, 403].includes(received.status) ? await refusalIn(received, token) : undefined;
      if (refusal) throw refusal;
      // The SDK would treat any other response as an ended stream, and request the stream again each second. A 405 is
      // the response of a server without such a stream (MCP 2025-11-25, listening for messages).
      if (init.method === 'GET' && received.ok && !isStream(received)) return withoutBody(received, 405);
      const whole = hasNoResult && received.ok ? withoutBody(received, 202) : await responseTo(id, received);
      const response = isCall ? await readable(whole, id) : whole;
      if (token) sentWith.set(response, token);
      return response;
    },
  };
}

/** The requests that end sessions, the oldest first. Some of these requests may already have a response. */
const endings: AbortController[] = [];

function signalOfEnding(): AbortSignal {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), LIMITS.endingMs);
  endings.push(abort);
  if (endings.length > LIMITS.endings) endings.shift()?.abort();
  return abort.signal;
}

/**
 * The response to a notification or to an answer has no content (MCP 2025-11-25). A browser may hide this response, and a
 * server may never send it. An answer may also be lost, so it is sent once more. The response to the second attempt does
 * not count, because the server may already have the answer.
 */
async function accepted(sending: Promise<Response>, sendAgain?: () => Promise<Response>): Promise<Response> {
  const unseen = new Response(null, { status: 202 });
  try {
    return (await within(LIMITS.acceptanceMs, sending)) ?? unseen;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    await sendAgain?.().catch(() => {});
    return unseen;
  }
}

/** Some servers ask for a token with 403, and for scopes with 401, or with 403 and no error code. */
async function refusalIn(response: Response, token: string | undefined): Promise<Error | undefined> {
  const header = response.headers.get('WWW-Authenticate') ?? '';
  const challenge = parseBearerChallenge(header);
  if (token && challenge?.error === 'insufficient_user_authentication')
    return new OtherSignInRequired(header);
  if (!challenge) return undefined;
  const { error, scopes, resourceMetadata } = challenge;
  const isAboutScopes =
    response.status === 401 ? error === 'insufficient_scope' : error === undefined && scopes.length;
  if (token && isAboutScopes) {
    // A new token would not have more scopes.
    const { said = '' } = readServerWords(await textOf(response));
    return new InsufficientScopeError({ requiredScope: scopes.join(' '), errorDescription: said });
  }
  const asksForToken = response.status === 403 && (error ?? resourceMetadata ?? scopes[0]) !== undefined;
  return !token && asksForToken ? new SignInRequired(challenge, await textOf(response)) : undefined;
}

async function unresumed(response: Response): Promise<Unresumed | undefined> {
  if (isStream(response)) return undefined;
  const { said = response.statusText } = readServerWords(await textOf(response.clone()));
  return { how: 'resumption refused', said: `HTTP ${response.status} ${said}` };
}

const hiddenResumption = (error: unknown): Unresumed | undefined =>
  error instanceof TypeError ? { how: 'not resumed' } : undefined;

/**
 * The SDK refuses a response with another Content-Type, or with none. If it is the response to a call, the server has
 * carried out the call, so the result or the error must not be lost.
 */
async function readable(response: Response, id: SentMessage['id']): Promise<Response> {
  const type = response.headers.get('Content-Type') ?? '';
  if (!response.ok || /^(application\/json|text\/event-stream)\b/i.test(type)) return response;
  const text = await response.text();
  if (hasResponse(text)) return withType(response, text, 'application/json');
  if (/^(data|event|id):/.test(text)) return withType(response, text, 'text/event-stream');
  return /^(text\/plain\b.*)?$/i.test(type) && /^\s*[^\s<]/.test(text)
    ? Response.json({ jsonrpc: '2.0', id, error: readableError(text) })
    : new Response(new Blob([text]), response);
}

const textOf = async (response: Response): Promise<string> => (await boundedResponse(response)).text();

/** Leaves the rest of a body unread, because a server may never end it. */
function withoutBody({ body }: Response, status: number): Response {
  body?.cancel().catch(() => {});
  return new Response(null, { status });
}

/** Sends the token from the header of the SDK, with a proof if the token is bound to a key. */
export function presenting(session: TokenSource | undefined, token: string, fetch: Fetch): Fetch {
  if (session?.presenting) {
    const present = session.presenting(token, fetch);
    return (url, init = {}) => present(String(url), init);
  }
  return (url, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${token}`);
    return fetch(url, { ...init, headers });
  };
}

interface SentMessage {
  id?: string | number | undefined;
  /** Whether the message is the answer to an elicitation. */
  isAnswer?: boolean;
  /** Whether the message calls a tool, reads a resource, or gets a prompt. */
  isCall?: boolean;
}

/** The message that the SDK sends; a notification has no id. */
function messageIn(body: unknown): SentMessage {
  if (typeof body !== 'string') return {};
  const { id, result, method }: Record<string, unknown> = Object(JSON.parse(body));
  return {
    id: typeof id === 'string' || typeof id === 'number' ? id : undefined,
    isAnswer: 'action' in Object(result),
    isCall: ['tools/call', 'resources/read', 'prompts/get'].includes(String(method)),
  };
}
