import type { KeyValueStorage } from '../../oauth/index.ts';
import { problemForPage } from './server-address.ts';

const KEY = 'app:servers';
const MOST = 20;

/** The addresses of the MCP servers that the user opened, newest first. */
export function rememberedServers(storage: KeyValueStorage): string[] {
  try {
    const list: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    if (!Array.isArray(list)) return [];
    return list.filter(isRemembered).slice(0, MOST);
  } catch {
    return [];
  }
}

/** Stores an address, unless it may contain a key, or {@link problemForPage} refuses it. */
export function rememberServer(storage: KeyValueStorage, serverUrl: string): void {
  if (!isRemembered(serverUrl)) return;
  const others = rememberedServers(storage).filter((url) => url !== serverUrl);
  write(storage, [serverUrl, ...others].slice(0, MOST));
}

export function forgetServer(storage: KeyValueStorage, serverUrl: string): void {
  write(
    storage,
    rememberedServers(storage).filter((url) => url !== serverUrl),
  );
}

/** A segment of a path that may be a key: a long segment with a digit, or a very long segment. */
const LIKE_A_KEY = /\/(?=[^/]*\d)[^/]{20}|\/[^/]{32}/;

/** Refuses a query and a possible key: every tab can read this list later, and a key of the user is secret. */
function isRemembered(url: unknown): url is string {
  if (typeof url !== 'string' || problemForPage(url)) return false;
  const { search, pathname } = new URL(url);
  return !search && !LIKE_A_KEY.test(pathname);
}

function write(storage: KeyValueStorage, servers: string[]): void {
  try {
    storage.setItem(KEY, JSON.stringify(servers));
  } catch {
    // The storage is full or blocked. The user has to type the address again next time.
  }
}
