import type { Platform } from '../../oauth/index.ts';
import { copyWhileRead, MOST_COPIED_OCTETS } from '../machine/wire/bounded-copy.ts';
import type { Actor, Outcome, WireMessage } from '../machine/wire/exchange.ts';
import type { RecordedExchange } from './recorded-log.ts';
import { recordingOf } from './recording.ts';
import { createRecordingWriter } from './recording-writer.ts';
import { deleteAll, deleteOld, onSignOut } from './retention.ts';

/** The longest time that a navigation waits for the disk. A sign-in is worth more than a recorded message. */
export const LONGEST_WAIT_MS = 1_000;

let settled: () => Promise<unknown> = async () => {};

/** Settles when every message that this page recorded so far is on disk or has failed. */
export const recordingSettled = (): Promise<unknown> => settled();

/**
 * Wraps the platform of the app's own session. If the person asked for a recording, the messages of the session are
 * stored over redirects and reloads of this tab. Recording neither delays nor changes a call. If the database fails,
 * only the recording is lost. A sign-out, in this tab or another, deletes every recording of this browser.
 */
export function instrument(platform: Platform): Platform {
  void deleteOld(platform.now());
  const recording = recordingOf(platform.storage.tab);
  if (!recording) return deleteAtSignOut(platform);

  const writer = createRecordingWriter(recording, platform);
  settled = writer.settled;
  const openedAt = new URL(platform.href());
  if (openedAt.searchParams.has('state')) {
    void writer.keep(navigation('browser', 'client', openedAt.href, platform.now()));
  }

  /** @returns the response to pass on to the session. */
  function recordResponse(request: WireMessage, atMs: number, response: Response): Response {
    const { status } = response;
    const tookMs = platform.now() - atMs;
    const headers = Object.fromEntries(response.headers);
    const exchangeWith = (body: string): RecordedExchange =>
      exchangeOf(request, atMs, { kind: 'answered', tookMs, response: { status, headers, body } });
    // Stores the response immediately: a body may be endless, and a session may never read it.
    const id = writer.keep(exchangeWith(''));
    return copyWhileRead(response, (body) => {
      if (body) writer.replace(id, exchangeWith(body));
    });
  }

  return {
    ...onSignOut(platform, writer.endAndDelete),
    async fetch(url, init) {
      const request = writer.hasEnded() ? undefined : messageOf(url, init);
      if (!request) return platform.fetch(url, init);
      const atMs = platform.now();
      try {
        return recordResponse(request, atMs, await platform.fetch(url, init));
      } catch (error) {
        void writer.keep(exchangeOf(request, atMs, { kind: 'failed' }));
        throw error;
      }
    },
    navigate(url) {
      void writer.keep(navigation('client', 'browser', url, platform.now()));
      navigateAfter(platform, writer.settled(), url);
    },
  };
}

/** Deletes all recordings at a sign-out. A tab that does not record does this, too: another may be recording. */
function deleteAtSignOut(platform: Platform): Platform {
  let deleting: Promise<void> | undefined;
  return {
    ...onSignOut(platform, () => {
      const begun = deleteAll().then(() => {
        if (deleting === begun) deleting = undefined;
      });
      deleting = begun;
    }),
    navigate(url) {
      // After an await, a browser no longer attributes a navigation to the user, so only a sign-out waits here.
      if (deleting) navigateAfter(platform, deleting, url);
      else platform.navigate(url);
    },
  };
}

/** Navigates after pending writes and deletions, which the navigation would cut off. */
function navigateAfter(platform: Platform, work: Promise<unknown>, url: string): void {
  let left = false;
  function leave(): void {
    if (left) return;
    left = true;
    platform.navigate(url);
  }
  const cancelWait = platform.schedule(leave, LONGEST_WAIT_MS);
  void work.then(() => {
    cancelWait();
    leave();
  });
}

function navigation(from: Actor, to: Actor, url: string, atMs: number): RecordedExchange {
  const request = { method: 'GET', url, headers: {}, body: '' };
  return { atMs, from, to, channel: 'front', request, outcome: { kind: 'left' }, serverView: [] };
}

function exchangeOf(request: WireMessage, atMs: number, outcome: Outcome): RecordedExchange {
  const { url, headers } = request;
  const isMetadata = /\/\.well-known\/(oauth-authorization-server|openid-configuration)/.test(url);
  const isMcp = headers['content-type']?.includes('json') || url.includes('oauth-protected-resource');
  return {
    atMs,
    from: 'client',
    to: isMcp && !isMetadata ? 'MCP server' : 'authorization server',
    channel: 'back',
    request,
    outcome,
    serverView: [],
  };
}

/** Returns the message of a request, without the content of a stream; `undefined` if `fetch` would reject it. */
function messageOf(url: string, { method = 'GET', headers, body }: RequestInit): WireMessage | undefined {
  try {
    const sent = new Headers(headers);
    const isForm = body instanceof URLSearchParams;
    if (isForm && !sent.has('content-type')) {
      sent.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
    }
    const text = isForm || typeof body === 'string' ? body.toString() : '';
    return {
      method: method.toUpperCase(),
      url: new URL(url, globalThis.location?.href).href,
      headers: Object.fromEntries(sent),
      body: text.slice(0, MOST_COPIED_OCTETS),
    };
  } catch {
    return undefined;
  }
}
