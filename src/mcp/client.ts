import {
  type AuthProvider,
  Client,
  type jsonSchemaValidator,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  StreamableHTTPClientTransport,
  SUPPORTED_PROTOCOL_VERSIONS,
  type VersionNegotiationMode,
} from '@modelcontextprotocol/client';
import { parseBearerChallenge } from '../oauth/index.ts';
import { VERSION } from '../version.ts';
import { checkedMessage } from './checked-message.ts';
import type { Elicitations } from './elicitations.ts';
import { HandshakeFailed } from './handshake-failed.ts';
import { LIMITS } from './limits.ts';
import { createRateLimit } from './rate-limit.ts';
import { type Fetch, LISTS, type ListKind, type ServerAccess, type TokenSource } from './server-access.ts';
import { readServerWords, versionNamedIn } from './server-words.ts';
import { SignInRequired } from './sign-in-required.ts';
import { createTransportFetch, type TransportFetch } from './transport-fetch.ts';
import { failUnanswered } from './unanswered.ts';
import { elicitationIn, understoodMessage } from './understood-result.ts';

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
 * older version if the server does not speak this version. After a 401, it refreshes the token and sends the request
 * again, once.
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
 * Connects with either handshake. If the server refuses `initialize` and names a version that the client speaks, sends
 * `initialize` again, with this version.
 *
 * @throws SignInRequired when the server demands a token at the handshake; {@link HandshakeFailed} when both handshakes
 * fail; OAuthError when a refresh fails; otherwise the errors of the SDK.
 */
export async function connect(access: ServerAccess): Promise<ConnectedClient> {
  try {
    return await connectByEither(access);
  } catch (error) {
    const refusal = error instanceof HandshakeFailed ? error.older : error;
    if (!isRefusal(refusal)) throw error;
    const words = `${refusal.message} ${JSON.stringify(refusal.data)}`;
    const version = versionNamedIn(words, SUPPORTED_PROTOCOL_VERSIONS);
    if (version === undefined) throw error;
    return await connectBy('legacy', access, [version, ...SUPPORTED_PROTOCOL_VERSIONS]).catch(
      (again: unknown) => {
        // The version may be part of a date. Then the first refusal is the true one.
        throw isRefusal(again) ? error : again;
      },
    );
  }
}

const isRefusal = (error: unknown): error is ProtocolError | SdkHttpError =>
  ProtocolError.isInstance(error) || SdkHttpError.isInstance(error);

/**
 * Connects with the newer handshake. If it fails, connects with the older handshake: a server may fail at the newer
 * one, or its CORS headers may allow only the request headers of the older one.
 */
async function connectByEither(access: ServerAccess): Promise<ConnectedClient> {
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

const NEWER_FAILED: readonly string[] = [
  SdkErrorCode.EraNegotiationFailed,
  SdkErrorCode.ClientHttpForbidden,
  SdkErrorCode.RequestTimeout,
];

/** Whether the older handshake may succeed although the newer one has failed. */
function mayBeOlder(error: unknown): boolean {
  if (error instanceof SignInRequired) return true;
  if (!SdkError.isInstance(error)) return false;
  return NEWER_FAILED.includes(error.code);
}

async function connectBy(
  mode: VersionNegotiationMode,
  {
    session,
    serverUrl,
    fetch,
    elicitations,
    onListChanged,
    onHeard,
    onAnswerRefused,
    onTokenRefused,
    signal,
  }: ServerAccess,
  supportedProtocolVersions = SUPPORTED_PROTOCOL_VERSIONS,
): Promise<ConnectedClient> {
  const client = new Client(
    { name: 'PKCE Lab', version: VERSION },
    {
      versionNegotiation: { mode, probe: { timeoutMs: LIMITS.newerHandshakeMs } },
      supportedProtocolVersions,
      capabilities: elicitations ? { elicitation: { form: {}, url: {} } } : {},
      jsonSchemaValidator: UNCHECKED,
    },
  );
  if (elicitations)
    client.setRequestHandler('elicitation/create', ({ params }, context) =>
      elicitations.ask(elicitationIn(params), context.mcpReq.signal),
    );
  const nextReconnection = createRateLimit();
  const carrier = createTransportFetch(fetch, session, { onHeard, onAnswerRefused });
  const transport = new StreamableHTTPClientTransport(new URL(serverUrl), {
    authProvider: session ? bySession(session, carrier, onTokenRefused) : WITHOUT_TOKEN,
    // A server may end each stream at once, without end, or ask for a delay that is too long for a timer.
    reconnectionScheduler(reconnect, delayMs) {
      const { least, most } = LIMITS.reconnectionMs;
      const waitMs = Math.max(delayMs, least, nextReconnection());
      const timer = setTimeout(reconnect, Math.min(waitMs, most));
      return () => clearTimeout(timer);
    },
    fetch: carrier.fetch,
  });
  /** The requests that read a resource. Their responses look like results of tools if `contents` has another name. */
  const reads = new Set<unknown>();
  failUnanswered(transport, carrier.failedResumption, (method, id) => {
    if (method === 'resources/read') reads.add(id);
  });
  // The SDK calls this function before it reads a message itself.
  transport.onmessage = (message) => {
    const era = client.getProtocolEra() ?? 'legacy';
    const isRead = 'id' in message && reads.delete(message.id);
    const understood = { ...understoodMessage(checkedMessage(message), era, isRead) };
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
const COALESCING_MS = 300;

/** Also for lists whose changes were not announced. Newer servers notify only subscribed clients. */
function watchLists(client: Client, onListChanged: (kind: ListKind) => void): void {
  const announced = LISTS.filter((kind) => client.getServerCapabilities()?.[kind]?.listChanged);
  const heard = new Set<ListKind>();
  for (const kind of LISTS) {
    const nextReload = createRateLimit();
    client.setNotificationHandler(`notifications/${kind}/list_changed`, () => {
      if (heard.has(kind)) return;
      heard.add(kind);
      const reload = () => {
        heard.delete(kind);
        onListChanged(kind);
      };
      setTimeout(reload, Math.max(COALESCING_MS, nextReload()));
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
    const header = response.headers.get('WWW-Authenticate') ?? '';
    throw new SignInRequired(parseBearerChallenge(header), await response.text(), header);
  },
};

function bySession(
  session: TokenSource,
  { tokenOf }: TransportFetch,
  onTokenRefused: ServerAccess['onTokenRefused'],
): AuthProvider {
  return {
    token: () => session.accessToken(),
    async onUnauthorized({ response }) {
      const { said = response.headers.get('WWW-Authenticate') } = readServerWords(await response.text());
      if (said) onTokenRefused?.(said);
      await session.refresh(tokenOf(response));
    },
  };
}
