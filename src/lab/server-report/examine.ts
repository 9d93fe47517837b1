import { discover, OAuthError } from '../../oauth/index.ts';
import type { Machine } from '../machine.ts';
import { createTabStorage } from '../run/tab-storage.ts';
import type { Actor, Exchange } from '../wire/exchange.ts';
import { type Network, recordNetwork } from '../wire/recorder.ts';

/**
 * Walks from an MCP server to its authorization server, as a client in a browser does, and logs every
 * message. Asks the server that was named and those its metadata names, and no other; sends no credential.
 *
 * @returns what was said on the way.
 * @throws TypeError for an address that is none.
 */
export async function examineServer(
  machine: Machine,
  network: Network,
  serverUrl: string,
): Promise<Exchange[]> {
  if (!URL.canParse(serverUrl) || !/^https?:$/.test(new URL(serverUrl).protocol)) {
    throw new TypeError(`"${serverUrl}" is no address of a server. It begins with https:// or http://.`);
  }
  const last = machine.log.getSnapshot().at(-1)?.id ?? 0;
  const { log, gate } = machine;
  const recorder = { log, gate, now: Date.now, takeServerView: () => [] };
  const receiver = (url: string): Actor =>
    /\/\.well-known\/(oauth-authorization-server|openid-configuration)/.test(url)
      ? 'authorization server'
      : 'MCP server';
  const platform = {
    fetch: recordNetwork(network, recorder, { from: 'client', to: receiver, channel: 'back' }),
    storage: { tab: createTabStorage() },
    now: Date.now,
    online: () => navigator.onLine,
    schedule(callback: () => void, delayMs: number) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
  };
  try {
    await discover(platform, serverUrl);
  } catch (error) {
    // A refusal of our own client is a finding: the exchanges show what it was about.
    if (!(error instanceof OAuthError)) throw error;
  }
  return log.getSnapshot().filter(({ id }) => id > last);
}
