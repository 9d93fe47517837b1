import type { Platform } from '../../oauth/index.ts';
import { copyWhileRead, MOST_COPIED_OCTETS } from '../machine/wire/bounded-copy.ts';
import type { Actor, Outcome, WireMessage } from '../machine/wire/exchange.ts';
import { createKeeper } from './keeper.ts';
import type { KeptExchange } from './recorded-log.ts';
import { recordingOf } from './recording.ts';
import { forgetAll, forgetOld, onSignOut } from './retention.ts';

/** A navigation waits so long for the disk, and no longer: a message of a recording is worth less than a sign-in. */
export const LONGEST_WAIT_MS = 1_000;

/**
 * Wraps the platform of the app's own session. Where the person asked for a recording, its messages are kept, over
 * redirects and reloads of this tab: a call is neither held up nor changed by it, and a database that fails costs the
 * recording and nothing else. A sign-out, in this tab or another, forgets every recording of this browser.
 */
export function instrument(platform: Platform): Platform {
  void forgetOld(platform.now());
  const recording = recordingOf(platform.storage.tab);
  if (!recording) return forgetAtSignOut(platform);

  const keeper = createKeeper(recording, platform);
  const arrived = new URL(platform.href());
  if (arrived.searchParams.has('state')) {
    void keeper.keep(navigation('browser', 'client', arrived.href, platform.now()));
  }

  /** The response to hand on to the session. */
  function keepAnswer(request: WireMessage, atMs: number, response: Response): Response {
    const { status } = response;
    const tookMs = platform.now() - atMs;
    const headers = Object.fromEntries(response.headers);
    const answered = (body: string): KeptExchange =>
      exchangeOf(request, atMs, { kind: 'answered', tookMs, answer: { status, headers, body } });
    // At once: a body may have no end, and a session may never read it.
    const id = keeper.keep(answered(''));
    return copyWhileRead(response, (body) => {
      if (body) keeper.replace(id, answered(body));
    });
  }

  return {
    ...onSignOut(platform, keeper.forget),
    async fetch(url, init) {
      const request = keeper.hasEnded() ? undefined : messageOf(url, init);
      if (!request) return platform.fetch(url, init);
      const atMs = platform.now();
      try {
        return keepAnswer(request, atMs, await platform.fetch(url, init));
      } catch (error) {
        void keeper.keep(exchangeOf(request, atMs, { kind: 'failed' }));
        throw error;
      }
    },
    navigate(url) {
      void keeper.keep(navigation('client', 'browser', url, platform.now()));
      navigateAfter(platform, keeper.settled(), url);
    },
  };
}

/** For a tab that does not record, and may sign out while another one does. */
function forgetAtSignOut(platform: Platform): Platform {
  let forgetting: Promise<void> | undefined;
  return {
    ...onSignOut(platform, () => {
      const begun = forgetAll().then(() => {
        if (forgetting === begun) forgetting = undefined;
      });
      forgetting = begun;
    }),
    navigate(url) {
      // A browser drops user activation after an await: only a sign-out waits.
      if (forgetting) navigateAfter(platform, forgetting, url);
      else platform.navigate(url);
    },
  };
}

/** The page ends with a navigation: what it writes and deletes should be on disk by then. */
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

function navigation(from: Actor, to: Actor, url: string, atMs: number): KeptExchange {
  const request = { method: 'GET', url, headers: {}, body: '' };
  return { atMs, from, to, channel: 'front', request, outcome: { kind: 'left' }, serverView: [] };
}

function exchangeOf(request: WireMessage, atMs: number, outcome: Outcome): KeptExchange {
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

/** What is sent, as far as it can be known without reading a stream; `undefined` for what `fetch` will refuse. */
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
