import { coversServer } from '../../../oauth/index.ts';
import { shownText } from '../../../ui/server-text.ts';

/**
 * What is wrong with an address that a server names, for a client that would send a code or a token there: https, or
 * http on this very machine; no fragment, no credentials, and never a scheme that runs a script. `isSafeUrl` of
 * `src/oauth` decides the same without saying which rule is broken.
 *
 * @returns `undefined` when nothing is.
 */
export function problemOfAddress(address: unknown): string | undefined {
  if (typeof address !== 'string' || !address) return 'it is missing';
  if (!URL.canParse(address)) return 'it is not an absolute URL';
  const { protocol, hostname, hash, username, password } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return `its scheme is ${protocol}`;
  if (protocol === 'http:' && !isLoopback(hostname)) return 'it is http: anybody on the way reads along';
  if (hash) return 'it has a fragment';
  if (username || password) return 'it has credentials in it';
  return undefined;
}

/** Whether a host name means the very machine that the browser runs on. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Whether a resource identifier is the address of a server, or of its origin and a prefix of it in whole segments. */
export const covers = (resource: string, serverUrl: string): boolean =>
  resource === serverUrl || coversServer(resource, serverUrl);

/** Longer ones break links and logs on their way. */
const LONGEST_ADDRESS = 2_048;

/** The address that a link to the report names, as it is shown before anything is sent; `undefined` where it names none. */
export function readLinkedAddress(search: string): string | undefined {
  const linked = new URLSearchParams(search).get('server')?.trim();
  if (!linked) return undefined;
  try {
    return readServerAddress(linked).href;
  } catch {
    return shownText(linked, LONGEST_ADDRESS).text;
  }
}

/**
 * Reads the address of the server to look at, as it was typed.
 *
 * @throws TypeError that says what to type, when it is no address of a server.
 */
export function readServerAddress(typed: string): URL {
  const text = typed.trim();
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new TypeError(
      `"${text.slice(0, 80)}" is no address of a server. It begins with https:// or http://.`,
    );
  }
  const url = new URL(text);
  if (url.username || url.password) {
    throw new TypeError('This address has a user name or a password in it. Take them out: none is sent.');
  }
  if (url.hash) {
    throw new TypeError(`An address of a server ends before the #. Leave out "${url.hash.slice(0, 80)}".`);
  }
  if (url.href.length > LONGEST_ADDRESS) {
    const [length, most] = [url.href.length, LONGEST_ADDRESS].map((number) => number.toLocaleString('en'));
    throw new TypeError(`This address is ${length} characters long. Use one of at most ${most}.`);
  }
  return url;
}
