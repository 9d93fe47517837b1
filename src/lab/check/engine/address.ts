import { LONGEST_ADDRESS, problemOfServerAddress } from '../../../mcp/server-address.ts';
import { coversServer } from '../../../oauth/index.ts';
import { shownText } from '../../../ui/server-text.ts';

/**
 * Why a client must not send a code or a token to an address that a server names. A safe address is https, or http on
 * this machine, without fragment and credentials. `isSafeUrl` of `src/oauth` makes the same decision without naming the
 * broken rule.
 *
 * @returns `undefined` for a safe address.
 */
export function problemOfAddress(address: unknown): string | undefined {
  if (typeof address !== 'string' || !address) return 'it is missing';
  if (address.search(NO_URL_CHARACTER) >= 0) return 'it has a character that no URL has, such as a space';
  if (!URL.canParse(address)) return 'it is not an absolute URL';
  const { protocol, hostname } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return `its scheme is ${protocol}`;
  if (!/^https?:\/\/(?!\/)/i.test(address)) return 'its scheme is not followed by two slashes and a host';
  if (protocol === 'http:' && !isLoopback(hostname)) return 'it is http: others on the network can read it';
  // `hash` does not show an empty fragment.
  if (address.includes('#')) return 'it has a fragment';
  // `username` does not show empty credentials.
  if (/^\w+:\/\/[^/?]*@/.test(address)) return 'it has credentials in it';
  return undefined;
}

/** Why an address cannot be an issuer identifier: it is not safe, or it has a query (RFC 8414 §2). */
export function problemOfIssuer(address: unknown): string | undefined {
  const problem = problemOfAddress(address);
  if (problem !== undefined) return problem;
  return String(address).includes('?') ? 'it has a query, which no issuer has' : undefined;
}

/** Not a character of RFC 3986 §2. To be found in the unparsed text: parsing would hide a blank at the end. */
const NO_URL_CHARACTER = /[^\w.~:/?#[\]@!$&'()*+,;=%-]/g;

/** Whether a host name means the machine on which the browser runs. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** The address of the server, or its origin with a prefix of its path segments. */
export const covers = (resource: string, serverUrl: string): boolean =>
  resource === serverUrl || coversServer(resource, serverUrl);

/** An origin has no slash at its end (MCP, canonical server URI), although `URL` adds one. */
export const resourceOf = (serverUrl: string): string =>
  serverUrl === `${new URL(serverUrl).origin}/` ? serverUrl.slice(0, -1) : serverUrl;

/** The server address in a link to the report; `undefined` without one. The page shows it before it sends anything. */
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
 * Parses the address of a server that the person typed, or throws a TypeError that says what to type. Also encodes the
 * characters that the URL parser leaves, such as `|`: the report would blame the server for them.
 */
export function readServerAddress(typed: string): URL {
  const text = typed.trim();
  const problem = problemOfServerAddress(text);
  if (problem !== undefined) throw new TypeError(problem);
  return new URL(new URL(text).href.replace(NO_URL_CHARACTER, encodeURIComponent));
}
