import {
  type Client,
  type Progress,
  type RequestOptions,
  SdkHttpError,
  type StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { type ConnectedClient, connect, type ServerAccess } from './client.ts';
import { LIMITS } from './limits.ts';
import { createQuestions, type Questions } from './questions.ts';
import { createSilenceClock } from './silence-clock.ts';

/** A connection to a server that outlives the sessions of that server, and what it asks meanwhile. */
export interface McpConnection {
  /** The client of the present session: for what a server has said of itself. Requests go by {@link request}. */
  client(): Client;
  questions: Questions;
  /**
   * Sends a request, and waits for as long as the server is not silent. Where the server has lost the session
   * (HTTP 404), a new one is opened and the request sent again: the server has not looked at it.
   *
   * @throws {@link CallCancelled}, {@link ServerSilent}, {@link SessionReplaced}; else what the SDK throws.
   */
  request<Result>(
    send: (client: Client, options: RequestOptions) => Promise<Result>,
    patience?: Patience,
  ): Promise<Result>;
  /** Closes its streams, and ends its session at the server. */
  close(): Promise<void>;
}

/** How long a request is waited for. */
export interface Patience {
  /** The person no longer wants the answer. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Whether it may be sent again in a new session; `true` unless set. */
  repeatable?: boolean | undefined;
}

/** The person stopped waiting. The server was told, and may have done what was asked all the same. */
export class CallCancelled extends Error {
  override readonly name = 'CallCancelled';
}

/** The server sent nothing for too long. */
export class ServerSilent extends Error {
  override readonly name = 'ServerSilent';
}

/** The server had lost its session, there is a new one, and the call was not sent again. */
export class SessionReplaced extends Error {
  override readonly name = 'SessionReplaced';
}

/** The SDK's own limit of time, out of the way: a timer counts no further. */
const NO_LIMIT_MS = 2 ** 31 - 1;

/**
 * Opens a connection.
 *
 * @throws as `connect` in `client.ts`.
 */
export async function openConnection(access: Omit<ServerAccess, 'questions'>): Promise<McpConnection> {
  const questions = createQuestions();
  const open = () => connect({ ...access, questions });
  let connected = await open();
  let replacing: Promise<ConnectedClient> | undefined;

  /** Several requests find out at the same time that the session is lost; one replaces it. */
  async function replace(lost: ConnectedClient): Promise<void> {
    if (connected !== lost) return;
    replacing ??= open().finally(() => {
      replacing = undefined;
    });
    const next = await replacing;
    if (connected === lost) {
      connected = next;
      await lost.client.close();
    }
  }

  return {
    client: () => connected.client,
    questions,
    async request(send, { signal, onProgress, repeatable = true } = {}) {
      const used = connected;
      const patience = { signal, onProgress, questions };
      try {
        return await sendPatiently((options) => send(used.client, options), patience);
      } catch (error) {
        if (!isSessionLost(error, used.transport)) throw error;
        await replace(used);
        if (!repeatable) throw new SessionReplaced();
        return await sendPatiently((options) => send(connected.client, options), patience);
      }
    },
    async close() {
      const { client, transport } = connected;
      // Sent before the streams are closed, and not waited for: a server may never answer.
      transport.terminateSession().catch(() => {});
      await client.close();
    },
  };
}

async function sendPatiently<Result>(
  send: (options: RequestOptions) => Promise<Result>,
  { signal, onProgress, questions }: Omit<Patience, 'repeatable'> & { questions: Questions },
): Promise<Result> {
  const stop = new AbortController();
  const clock = createSilenceClock(LIMITS.silenceMs, () => stop.abort(new ServerSilent()), questions);
  const cancel = () => stop.abort(new CallCancelled());
  signal?.addEventListener('abort', cancel, { once: true });
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
    // The SDK throws an error of its own for each end by a signal.
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    clock.stop();
    signal?.removeEventListener('abort', cancel);
  }
}

/**
 * Whether the server no longer knows the session: 404 by the specification. A widespread server answers 400 after a
 * restart, and names the session.
 */
function isSessionLost(error: unknown, { sessionId }: StreamableHTTPClientTransport): boolean {
  if (sessionId === undefined || !SdkHttpError.isInstance(error)) return false;
  return error.status === 404 || (error.status === 400 && /session/i.test(String(error.data.text)));
}
