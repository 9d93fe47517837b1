import type { Platform } from '../../oauth/index.ts';
import type { Actor, Outcome } from '../wire/exchange.ts';
import type { KeptExchange } from './own-run-log.ts';
import { isRecording, recordingName } from './recording.ts';

/**
 * Wraps the platform of the app's own session so that its messages are kept, over redirects and reloads of
 * this tab. Where nobody asked for a recording the platform is returned as it is.
 */
export function instrument(platform: Platform): Platform {
  const { tab } = platform.storage;
  if (!isRecording(tab)) return platform;
  const recording = recordingName(tab);
  // One after the other, so that they stay in order. A message that cannot be kept must not stop a sign-in.
  let kept: Promise<unknown> = Promise.resolve();
  function keep(exchange: KeptExchange | Promise<KeptExchange>): void {
    kept = kept
      .then(async () => (await import('./own-run-log.ts')).keepExchange(recording, await exchange))
      .catch(() => undefined);
  }

  const arrived = new URL(platform.href());
  if (arrived.searchParams.has('state')) keep(navigation('browser', 'client', arrived.href, platform.now()));

  return {
    ...platform,
    async fetch(url, init) {
      const atMs = platform.now();
      const sent = new Request(url, init);
      const { method } = sent;
      try {
        const response = await platform.fetch(url, init);
        const outcome = answered(method, response.clone(), platform.now() - atMs);
        keep(exchangeOf(sent, atMs, outcome));
        return response;
      } catch (error) {
        keep(exchangeOf(sent, atMs, Promise.resolve({ kind: 'failed' })));
        throw error;
      }
    },
    navigate(url) {
      keep(navigation('client', 'browser', url, platform.now()));
      // The page ends with the navigation: what it has to say must be on disk by then.
      void kept.then(() => platform.navigate(url));
    },
  };
}

function navigation(from: Actor, to: Actor, url: string, atMs: number): KeptExchange {
  const request = { method: 'GET', url, headers: {}, body: '' };
  return { atMs, from, to, channel: 'front', request, outcome: { kind: 'left' }, serverView: [] };
}

async function exchangeOf(sent: Request, atMs: number, outcome: Promise<Outcome>): Promise<KeptExchange> {
  const { method, url } = sent;
  const isMetadata = /\/\.well-known\/(oauth-authorization-server|openid-configuration)/.test(url);
  const isMcp =
    sent.headers.get('content-type')?.includes('json') || url.includes('oauth-protected-resource');
  return {
    atMs,
    from: 'client',
    to: isMcp && !isMetadata ? 'MCP server' : 'authorization server',
    channel: 'back',
    request: { method, url, headers: Object.fromEntries(sent.headers), body: await sent.text() },
    outcome: await outcome,
    serverView: [],
  };
}

async function answered(method: string, response: Response, tookMs: number): Promise<Outcome> {
  const { status, headers } = response;
  // What a server sends when it likes has no end that could be waited for.
  const endless = method === 'GET' && headers.get('content-type')?.includes('event-stream');
  const body = endless ? '' : await response.text();
  return { kind: 'answered', tookMs, answer: { status, headers: Object.fromEntries(headers), body } };
}
