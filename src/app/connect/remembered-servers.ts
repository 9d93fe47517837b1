import type { KeyValueStorage } from '../../oauth/index.ts';
import { problemForPage } from './server-address.ts';

const KEY = 'app:servers';
const MOST = 20;

/** The addresses of the MCP servers that the user opened, newest first. */
export function rememberedServers(storage: KeyValueStorage): string[] {
  try {
    const list: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    if (!Array.isArray(list)) return [];
    const addresses = list.filter((url) => typeof url === 'string' && !problemForPage(url));
    return addresses.slice(0, MOST);
  } catch {
    return [];
  }
}

/** Stores an address, unless it has a query, or {@link problemForPage} refuses it. */
export function rememberServer(storage: KeyValueStorage, serverUrl: string): void {
  // A query may contain a secret key of the user, and every tab can read this list.
  if (problemForPage(serverUrl) || new URL(serverUrl).search) return;
  const others = rememberedServers(storage).filter((url) => url !== serverUrl);
  write(storage, [serverUrl, ...others].slice(0, MOST));
}

export function forgetServer(storage: KeyValueStorage, serverUrl: string): void {
  write(
    storage,
    rememberedServers(storage).filter((url) => url !== serverUrl),
  );
}

function write(storage: KeyValueStorage, servers: string[]): void {
  try {
    storage.setItem(KEY, JSON.stringify(servers));
  } catch {
    // The storage is full or blocked. The user has to type the address again next time.
  }
}
