import { isNearer } from './address-space.ts';
import { OAuthError } from './errors.ts';

/**
 * The characters of RFC 3986 §2, without `#`, and without credentials in the authority. The URL parser would drop, convert
 * or encode any other character, and drop a third slash. A URL has at most 8,000 characters after the scheme, because the
 * sign-ins and grants of all servers share the storage of the tab.
 */
const WELL_FORMED = /^https?:\/\/(?!\/|[^/?]*@)[\w.~:/?[\]@!$&'()*+,;=%-]{1,8000}$/i;

/** Parses a URL like `URL.parse`, which older browsers lack; Safari before version 17 also lacks `URL.canParse`. */
export function parseUrl(url: string, base?: string): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}

/**
 * Whether a URL may be fetched or navigated to: https, or http on this machine; without a fragment, even an empty
 * one, without credentials, and without characters that are invalid in a URL (RFC 3986 §2).
 */
export function isSafeUrl(url: string): boolean {
  const parsed = WELL_FORMED.test(url) && parseUrl(url);
  if (!parsed) return false;
  return /^https:|:((.+\.)?localhost|127(\.\d+){3}|\[::1])$/.test(parsed.protocol + parsed.hostname);
}

/**
 * Whether a URL is safe ({@link isSafeUrl}) and not closer than the server that names it (RFC 9728 §7.7): a public
 * server must not lead the page to a service on this machine or its network. Only the user may name such an address.
 */
export function isSafeFrom(url: string, namedBy: string): boolean {
  return isSafeUrl(url) && !isNearer(url, namedBy);
}

/** Whether two URLs have the same text, or the first is the serialised form of both. A root path needs no slash. */
export function isSameUrl(url: string, other: string): boolean {
  if (!isSafeUrl(url)) return false;
  return url === other || (isSerialized(url) && new URL(url).href === new URL(other).href);
}

/** Whether a URL is in its serialised form: `/a/../b` is not below `/a`. */
export function isSerialized(url: string): boolean {
  return [url, `${url}/`].includes(new URL(url).href);
}

/**
 * Whether a resource identifier, in its serialised form, has the origin of a server, and the server's path is the path
 * of the resource identifier or below it.
 */
export function coversServer(resource: string, serverUrl: string): boolean {
  if (!isSafeUrl(resource) || !isSerialized(resource)) return false;
  const { origin, pathname, search } = new URL(resource);
  const server = new URL(serverUrl);
  const prefix = pathname.replace(/\/?$/, '/');
  return origin === server.origin && !search && `${server.pathname}/`.startsWith(prefix);
}

/** Whether a URL is safe ({@link isSafeUrl}) and has no query, like an issuer identifier (RFC 8414 §2). */
export function isSafeWithoutQuery(url: string): boolean {
  return isSafeUrl(url) && !url.includes('?');
}

/**
 * @param claim the member of the metadata that names the URL, if any.
 * @throws OAuthError `unsafe_url` unless the URL is safe ({@link isSafeUrl}), or meets another condition.
 */
export function requireUrl(url: string, isAccepted = isSafeUrl(url), claim?: string): void {
  if (!isAccepted) throw new OAuthError('unsafe_url', { claim, found: url });
}
