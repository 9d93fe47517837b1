import type { KeyValueStorage } from '../../oauth/index.ts';

const KEY = 'app:servers';
const MOST = 20;

/** The MCP servers that the person has looked at, newest first. Addresses only: no client, no token. */
export function rememberedServers(storage: KeyValueStorage): string[] {
  try {
    const list: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    return Array.isArray(list) ? list.filter((url) => typeof url === 'string' && URL.canParse(url)) : [];
  } catch {
    return [];
  }
}

export function rememberServer(storage: KeyValueStorage, serverUrl: string): void {
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
    // A list that cannot be kept costs typing an address again, and nothing else.
  }
}
