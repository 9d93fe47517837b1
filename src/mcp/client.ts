import {
  type AuthProvider,
  Client,
  InsufficientScopeError,
  type jsonSchemaValidator,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  StreamableHTTPClientTransport,
  type VersionNegotiationMode,
} from '@modelcontextprotocol/client';
import { parseBearerChallenge, type Session } from '../oauth/index.ts';
import { VERSION } from '../version.ts';
import { boundedResponse, isStream, within } from './bounded-response.ts';
import { checkedMessage } from './checked-message.ts';
import type { Elicitations } from './elicitations.ts';
import { HandshakeFailed } from './handshake-failed.ts';
import { LIMITS } from './limits.ts';
import { OtherSignInRequired, SignInRequired } from './sign-in-required.ts';
import { failUnanswered, hasResponse, unansweredError, WITHOUT_BODY } from './unanswered.ts';
import { elicitationIn, understoodMessage } from './understood-result.ts';

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** The part of a session that the client needs. Without `presenting`, the client sends bearer tokens. */
export type TokenSource = Pick<Session, 'accessToken' | 'refresh'> & Partial<Pick<Session, 'presenting'>>;

/** A list whose changes a server may announce. */
export type ListKind = (typeof LISTS)[number];

const LISTS = ['tools', 'resources', 'prompts'] as const;

/** How to reach a server, and where its requests and notifications go. */
export interface ServerAccess {
  /** Absent for a server that needs no token. */
  session?: TokenSource | undefined;
  serverUrl: string;
  fetch: Fetch;
  /** Where elicitations of the server go. If absent, the client does not declare the capability. */
  elicitations?: Elicitations | undefined;
  onListChanged?: ((kind: ListKind) => void) | undefined;
  /** Called when a part of the stream of a request arrives. It may contain only a comment or a notification. */
  onHeard?: (() => void) | undefined;
  /** Called when the server refuses the answer to an elicitation. */
  onAnswerRefused?: ((status: number, text: string) => void) | undefined;
  /** Ends the handshake when it is aborted. */
  signal?: AbortSignal | undefined;
}

export interface ConnectedClient {
  client: Client;
  transport: StreamableHTTPClientTransport;
}

/**
 * Replaces the SDK's validator of tool results. Checking a schema of a server can take unlimited time on the page's
 * only thread, for example with a pattern such as `^(a+)+$`, or with references that multiply. This app only shows
 * results; an app that computes with `structuredContent` must check each member that it uses.
 */
const UNCHECKED: jsonSchemaValidator = {
  // The schema is not read. `never` is assignable to every type that the caller may expect.
  getValidator: () => (input) => ({ valid: true, data: input as never, errorMessage: undefined }),
};

/**
 * Connects the official MCP client to a server with the tokens of a session. The client speaks MCP 2026-07-28, or an
 * older version if the server does not speak that one. After a 401, it refreshes the token and sends the request again,
 * once.
 *
 * @param session `undefined` for a server that needs no sign-in.
 * @param elicitations where elicitations of the server go. If absent, the client does not declare the capability.
 * @throws as {@link connect}.
 */
export async function connectMcpClient(
  session: TokenSource | undefined,
  serverUrl: string,
  fetch: Fetch,
  elicitations?: Elicitations,
): Promise<Client> {
  return (await connect({ session, serverUrl, fetch, elicitations })).client;
}

/**
 * Connects with the newer handshake. If that fails, connects with the older one: a server may fail at the newer
 * handshake, or its CORS headers may allow only the request headers of the older one.
 *
 * @throws SignInRequired when the server demands a token at the handshake; {@link HandshakeFailed} when both handshakes
 * fail; OAuthError when a refresh fails; otherwise the errors of the SDK.
 */
export async function connect(access: ServerAccess): Promise<ConnectedClient> {
  let newer: unknown;
  try {
    return await connectBy('auto', access);
  } catch (error) {
    if (ProtocolError.isInstance(error)) throw new HandshakeFailed(error, error);
    if (!mayBeOlder(error) || access.signal?.aborted) throw error;
    newer = error;
  }
  try {
    return await connectBy('legacy', access);
  } catch (older) {
    throw older instanceof SignInRequired ? older : new HandshakeFailed(newer, older);
  }
}

/** Whether the older handshake may succeed although the newer one has failed. */
function mayBeOlder(error: unknown): boolean {
  if (error instanceof SignInRequired) return true;
  if (!SdkError.isInstance(error)) return false;
  return error.code === SdkErrorCode.EraNegotiationFailed || error.code === SdkErrorCode.ClientHttpForbidden;
}

async function connectBy(
  mode: VersionNegotiationMode,
  { session, serverUrl, fetch, elicitations, onListChanged, onHeard, onAnswerRefused, signal }: ServerAccess,
): Promise<ConnectedClient> {
  const client = new Client(
    { name: 'PKCE Lab', version: VERSION },
    {
      versionNegotiation: { mode },
      capabilities: elicitations ? { elicitation: { form: {}, url: {} } } : {},
      jsonSchemaValidator: UNCHECKED,
    },
  );
  if (elicitations)
    client.setRequestHandler('elicitation/create', ({ params }, context) =>
      elicitations.ask(elicitationIn(params), context.mcpReq.signal),
    );
  const carrier = createTransportFetch(fetch, session, { onHeard, onAnswerRefused });
  const transport = new StreamableHTTPClientTransport(new URL(serverUrl), {
    authProvider: session ? bySession(session, carrier) : WITHOUT_TOKEN,
    // A server may ask for a reconnection at once, forever, or after more time than a timer can count.
    reconnectionScheduler(reconnect, delayMs) {
      const { least, most } = LIMITS.reconnectionMs;
      const timer = setTimeout(reconnect, Math.min(Math.max(delayMs, least), most));
      return () => clearTimeout(timer);
    },
    fetch: carrier.fetch,
  });
  failUnanswered(transport);
  // The SDK calls this function before it reads a message itself.
  transport.onmessage = (message) => {
    const era = client.getProtocolEra() ?? 'legacy';
    const understood = { ...understoodMessage(checkedMessage(message), era) };
    for (const name of Object.keys(message)) Reflect.deleteProperty(message, name);
    Object.assign(message, understood);
  };
  const leave = () => void transport.close();
  signal?.addEventListener('abort', leave);
  await client.connect(transport).finally(() => signal?.removeEventListener('abort', leave));
  if (onListChanged) watchLists(client, onListChanged);
  return { client, transport };
}

/** Several notifications within this time cause one reload. */
const BURST_MS = 300;

/**
 * Listens for changes of lists, also of those that a server did not announce. A server of the newer era notifies only
 * clients that subscribed.
 */
function watchLists(client: Client, onListChanged: (kind: ListKind) => void): void {
  const announced = LISTS.filter((kind) => client.getServerCapabilities()?.[kind]?.listChanged);
  const heard = new Set<ListKind>();
  for (const kind of LISTS) {
    client.setNotificationHandler(`notifications/${kind}/list_changed`, () => {
      if (heard.has(kind)) return;
      heard.add(kind);
      setTimeout(() => {
        heard.delete(kind);
        onListChanged(kind);
      }, BURST_MS);
    });
  }
  if (!announced.length) return;
  // A server without subscriptions is still usable, as is every server of the older era.
  client
    .listen({
      toolsListChanged: announced.includes('tools'),
      resourcesListChanged: announced.includes('resources'),
      promptsListChanged: announced.includes('prompts'),
    })
    .catch(() => {});
}

const WITHOUT_TOKEN: AuthProvider = {
  token: async () => undefined,
  async onUnauthorized({ response }) {
    const challenge = parseBearerChallenge(response.headers.get('WWW-Authenticate'));
    throw new SignInRequired(challenge, await response.text());
  },
};

function bySession(session: TokenSource, { tokenOf }: TransportFetch): AuthProvider {
  return {
    token: () => session.accessToken(),
    async onUnauthorized({ response }) {
      await session.refresh(tokenOf(response));
    },
  };
}

interface TransportFetch {
  fetch: Fetch;
  /**
   * The token with which the request of a response was sent. This token keeps concurrent requests from causing two
   * refreshes.
   */
  tokenOf(response: Response): string | undefined;
}

/** Sends the requests of the SDK without cookies, follows no redirect, and limits the size of the response. */
function createTransportFetch(
  fetch: Fetch,
  session: TokenSource | undefined,
  { onHeard, onAnswerRefused }: Pick<ServerAccess, 'onHeard' | 'onAnswerRefused'>,
): TransportFetch {
  const sentWith = new WeakMap<Response, string>();
  /** Sends a request with the latest token, even after the session has ended. */
  let present: Fetch = fetch;
  /** Whether the server offers a stream for its messages. The response to a request may come there after a 202. */
  let listening = Promise.resolve(false);

  async function responseTo(id: SentMessage['id'], received: Response): Promise<Response> {
    const { status, headers } = received;
    if (id === undefined || (status !== 202 && !WITHOUT_BODY.includes(status)))
      return boundedResponse(received, id, onHeard);
    // Some servers send the response to a request with 202, whose body the SDK does not read.
    if (isStream(received)) return boundedResponse(new Response(received.body, { headers }), id, onHeard);
    const text = await textOf(received);
    if (hasResponse(text)) return boundedResponse(new Response(text, { headers }), id);
    return status === 202 && (await listening) ? received : Response.json(unansweredError(id, 'empty'));
  }

  return {
    tokenOf: (response) => sentWith.get(response),
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
      const { id, isAnswer } = messageIn(init.body);
      const hasNoResult = init.method === 'POST' && (id === undefined || isAnswer);
      const received = await (hasNoResult ? accepted(sending, isAnswer ? send : undefined) : sending);
      if (isAnswer && !received.ok) onAnswerRefused?.(received.status, await textOf(received.clone()));
      const refusal = [401, 403].includes(received.status) ? await refusalIn(received, token) : undefined;
      if (refusal) throw refusal;
      // The SDK would take any other response for a stream that has ended, and request it again each second.
      // A 405 is the response of a server without such a stream (MCP 2025-11-25, listening for messages).
      if (init.method === 'GET' && received.ok && !isStream(received)) return withoutBody(received, 405);
      const response =
        hasNoResult && received.ok ? withoutBody(received, 202) : await responseTo(id, received);
      if (token) sentWith.set(response, token);
      return response;
    },
  };
}

/** The requests that end sessions, the oldest first. Some of them may have got their response. */
const endings: AbortController[] = [];

function signalOfEnding(): AbortSignal {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), LIMITS.endingMs);
  endings.push(abort);
  if (endings.length > LIMITS.endings) endings.shift()?.abort();
  return abort.signal;
}

/**
 * A browser may hide the response to a notification or to an answer, which has no content (MCP 2025-11-25), and a server
 * may never send it. An answer may also be lost, so it is sent once more. The second response decides nothing, because
 * the server may have the first answer.
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

/**
 * A refusal that the SDK does not understand. Some servers ask for a token, or for scopes, with 403 and a challenge without
 * an error code.
 */
async function refusalIn(response: Response, token: string | undefined): Promise<Error | undefined> {
  const header = response.headers.get('WWW-Authenticate') ?? '';
  const challenge = parseBearerChallenge(header);
  if (token && challenge?.error === 'insufficient_user_authentication')
    return new OtherSignInRequired(header);
  if (response.status === 401 || !challenge || challenge.error !== undefined) return undefined;
  const { scopes, resourceMetadata } = challenge;
  if (token)
    return scopes.length ? new InsufficientScopeError({ requiredScope: scopes.join(' ') }) : undefined;
  return scopes.length || resourceMetadata !== undefined
    ? new SignInRequired(challenge, await textOf(response))
    : undefined;
}

const textOf = async (response: Response): Promise<string> => (await boundedResponse(response)).text();

/** Leaves the rest of a body unread, because a server may never end it. */
function withoutBody({ body }: Response, status: number): Response {
  body?.cancel().catch(() => {});
  return new Response(null, { status });
}

/**
 * Returns a `fetch` that sends the token from the header of the SDK. If the token is bound to a key, the request also
 * gets a proof.
 */
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
  /** Whether it is the answer to an elicitation. */
  isAnswer?: boolean;
}

/** The message that the SDK sends; a notification has no id. */
function messageIn(body: unknown): SentMessage {
  if (typeof body !== 'string') return {};
  const { id, result }: { id?: unknown; result?: unknown } = Object(JSON.parse(body));
  return {
    id: typeof id === 'string' || typeof id === 'number' ? id : undefined,
    isAnswer: 'action' in Object(result),
  };
}
