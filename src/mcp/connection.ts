import {
  type Client,
  type Progress,
  ProtocolError,
  type RequestOptions,
  SdkHttpError,
  type StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { type ConnectedClient, connect } from './client.ts';
import { createElicitations, type Elicitations } from './elicitations.ts';
import { LIMITS } from './limits.ts';
import type { ServerAccess } from './server-access.ts';
import { SignInRequired } from './sign-in-required.ts';
import { createSilenceClock } from './silence-clock.ts';

/** A connection to a server. It replaces lost sessions, and holds the elicitations of the server. */
export interface McpConnection {
  /** The client of the current session, to read the capabilities of the server; send requests with {@link request}. */
  client(): Client;
  elicitations: Elicitations;
  /**
   * Sends a request. Gives up when the server has reported no progress for {@link LIMITS.silenceMs}; with a `signal`,
   * when the server has sent nothing on the stream of the call for this time. When the server has lost the session,
   * opens a new session and sends the request again, because the server did not process the request.
   *
   * @throws {@link CallCancelled}, {@link ServerSilent}, {@link AnswerRefused}, {@link SessionReplaced}, {@link ConnectionClosed}; otherwise
   *   the errors of the SDK.
   */
  request<Result>(
    send: (client: Client, options: RequestOptions) => Promise<Result>,
    patience?: CallOptions,
  ): Promise<Result>;
  /** Closes the streams, and ends the session at the server, even a session that is still being opened. */
  close(): Promise<void>;
}

/** How long to wait for a request, and whether to repeat it. */
interface CallOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Whether the request may be sent again in a new session; `true` by default. */
  repeatable?: boolean | undefined;
}

/** The user cancelled the call. The server was notified, but may have carried the call out. */
export class CallCancelled extends Error {
  override readonly name = 'CallCancelled';
}

/** The server sent no response, and reported no progress, for too long. */
export class ServerSilent extends Error {
  override readonly name = 'ServerSilent';
}

/** The server had lost the session. A new session is open, and the call was not repeated. */
export class SessionReplaced extends Error {
  override readonly name = 'SessionReplaced';
}

/** The connection was closed after the server had lost the session. The call was not repeated. */
export class ConnectionClosed extends Error {
  override readonly name = 'ConnectionClosed';
}

/** The server refused the answer to its elicitation, so the call that waits for the answer cannot end. */
export class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused';
  readonly status: number;
  readonly text: string;

  constructor(status: number, text: string) {
    super();
    this.status = status;
    this.text = text;
  }
}

interface Waiting {
  heard(): void;
  fail(error: Error): void;
}

/** The longest delay that a timer can have. In practice, this delay disables the timeout of the SDK. */
const NO_LIMIT_MS = 2 ** 31 - 1;

/** Opens a connection. @throws as `connect` in `client.ts`. */
export async function openConnection(access: Omit<ServerAccess, 'elicitations'>): Promise<McpConnection> {
  const elicitations = createElicitations();
  const calls = new Set<Promise<unknown>>();
  const waiting = new Set<Waiting>();
  const open = () =>
    connect({
      ...access,
      elicitations: { ...elicitations, ask },
      onHeard() {
        for (const each of waiting) each.heard();
      },
      onAnswerRefused(status, text) {
        for (const each of waiting) each.fail(new AnswerRefused(status, text));
      },
    });
  let connected = await open();
  let replacing: Promise<void> | undefined;
  let closed = false;

  /** Withdraws an elicitation when the calls that were pending at its start have ended: no call waits for it then. */
  function ask(...[params, signal]: Parameters<Elicitations['ask']>) {
    const withdrawal = new AbortController();
    const withdraw = () => withdrawal.abort();
    signal?.addEventListener('abort', withdraw);
    if (calls.size) void Promise.allSettled(calls).then(withdraw);
    return elicitations.ask(params, withdrawal.signal);
  }

  /** Concurrent requests may notice the lost session, but only one request replaces it. */
  async function replace(lost: ConnectedClient): Promise<void> {
    if (connected !== lost) return;
    replacing ??= openNext().finally(() => {
      replacing = undefined;
    });
    await replacing;
    await lost.client.close();
  }

  /** Opens the next session, and ends it at once if the connection was closed during the handshake. */
  async function openNext(): Promise<void> {
    const next = await open();
    if (closed) await end(next);
    else connected = next;
  }

  /** A browser also hides a 404 without CORS headers. The session is lost if a ping is hidden, too, and another opens. */
  async function replaceIfHidden(used: ConnectedClient): Promise<void> {
    if (await used.client.ping().then(() => false, isHidden)) await replace(used);
  }

  async function request<Result>(
    send: (client: Client, options: RequestOptions) => Promise<Result>,
    { signal, onProgress, repeatable = true }: CallOptions = {},
  ): Promise<Result> {
    const used = connected;
    const patience = { signal, onProgress, elicitations, waiting };
    const sendIn = ({ client, transport }: ConnectedClient) =>
      sendUntilSilent((options) => send(client, options), patience).catch((error: unknown) => {
        if (transport.sessionId !== undefined) inSession.add(Object(error));
        throw error;
      });
    try {
      return await sendIn(used);
    } catch (error) {
      if (isHidden(error) && used.transport.sessionId !== undefined) replaceIfHidden(used).catch(() => {});
      if (!isSessionLost(error, used.transport)) throw error;
      await replace(used);
      if (closed) throw new ConnectionClosed();
      if (!repeatable) throw new SessionReplaced();
      return await sendIn(connected);
    }
  }

  return {
    client: () => connected.client,
    elicitations,
    request(send, options) {
      const call = request(send, options);
      const ended = () => calls.delete(call);
      calls.add(call);
      call.then(ended, ended);
      return call;
    },
    async close() {
      if (closed) return;
      closed = true;
      await end(connected);
    },
  };
}

/** Ends the session at the server, and closes the streams. */
async function end({ client, transport }: ConnectedClient): Promise<void> {
  // The session is ended before the streams close. The response is not awaited, because a server may never respond.
  transport.terminateSession().catch(() => {});
  await client.close();
}

async function sendUntilSilent<Result>(
  send: (options: RequestOptions) => Promise<Result>,
  {
    signal,
    onProgress,
    elicitations,
    waiting,
  }: Omit<CallOptions, 'repeatable'> & { elicitations: Elicitations; waiting: Set<Waiting> },
): Promise<Result> {
  const stop = new AbortController();
  const clock = createSilenceClock(LIMITS.silenceMs, () => stop.abort(new ServerSilent()), elicitations);
  const cancel = () => stop.abort(new CallCancelled());
  signal?.addEventListener('abort', cancel);
  const self: Waiting = {
    // Comments and pings may never end, so they prolong only a call that the user can cancel.
    heard: () => signal && clock.heard(),
    fail: (error) => stop.abort(error),
  };
  waiting.add(self);
  if (signal?.aborted) cancel();
  try {
    return await send({
      signal: stop.signal,
      timeout: NO_LIMIT_MS,
      ...(onProgress && {
        onprogress(progress: Progress) {
          clock.heard();
          onProgress(progress);
        },
      }),
    });
  } catch (error) {
    // The SDK replaces the reason of the signal with an error of its own.
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    clock.stop();
    waiting.delete(self);
    signal?.removeEventListener('abort', cancel);
  }
}

/** Whether the browser hid the response from the page: CORS, a redirect, or the network. */
export const isHidden = (error: unknown): boolean => (Object(error).cause ?? error) instanceof TypeError;

const inSession = new WeakSet<object>();

/** Whether a request failed in a session whose ID the client has. */
export const isInSession = (error: unknown): boolean => inSession.has(Object(error));

/** Words about a session that ended. A server that demands a sign-in may mention a session, too. */
const SESSION_ENDED =
  /\b(unknown|invalid|expired|no such|no valid|stale|find) (\w+[ -]){0,2}session|\bsession\b.{0,20}\b(expired|unknown|not found|does not exist|closed|terminated)\b|\bnot found for session/i;

/** Words of servers that refuse each message before the handshake. */
const HANDSHAKE_MISSING =
  /\b(not|un)[ -]?initiali[sz]ed\b|\bbefore initiali[sz]|expect(s|ed)? initiali[sz]e/i;

/** The JSON-RPC codes for errors of the server itself. A tool may have other sessions, and errors about them. */
const OF_SERVER = [-32_000, -32_001, -32_002, -32_600];

/**
 * Whether the server no longer knows the session. The specification requires status 404. After a restart, widely used
 * servers respond with another status or with an error of JSON-RPC, and with a text about the session or the handshake.
 */
function isSessionLost(error: unknown, { sessionId }: StreamableHTTPClientTransport): boolean {
  if (sessionId === undefined) return false;
  if (error instanceof SignInRequired)
    return (
      error.challenge?.resourceMetadata === undefined && SESSION_ENDED.test(`${error.text} ${error.header}`)
    );
  if (ProtocolError.isInstance(error)) {
    const { code, message } = error;
    return HANDSHAKE_MISSING.test(message) || (OF_SERVER.includes(code) && SESSION_ENDED.test(message));
  }
  if (!SdkHttpError.isInstance(error)) return false;
  const { status, data } = error;
  const text = String(data.text).replaceAll('_', ' ');
  if ([404, 410].includes(status) || (status === 400 && /session|initiali[sz]/i.test(text))) return true;
  return SESSION_ENDED.test(text) || HANDSHAKE_MISSING.test(text);
}
