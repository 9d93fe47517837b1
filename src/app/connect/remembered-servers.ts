import type { KeyValueStorage } from '../../oauth/index.ts';
import { problemOfServerAddress } from './server-address.ts';

const KEY = 'app:servers';
const MOST = 20;

/** The MCP servers that the user opened, newest first. Addresses only: no client, no token. */
export function rememberedServers(storage: KeyValueStorage): string[] {
  try {
    const list: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    if (!Array.isArray(list)) return [];
    const addresses = list.filter((url) => typeof url === 'string' && !problemOfServerAddress(url));
    return addresses.slice(0, MOST);
  } catch {
    return [];
  }
}

/** Keeps an address, unless {@link problemOfServerAddress} refuses it. */
export function rememberServer(storage: KeyValueStorage, serverUrl: string): void {
  // A query may contain a secret key of the user, and every tab reads this list.
  if (problemOfServerAddress(serverUrl) || new URL(serverUrl).search) return;
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
    // If the list cannot be stored, the user types the address again.
  }
}
