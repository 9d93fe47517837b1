import { type FoundSecrets, maskSecret, NOTHING_KNOWN } from './found-secrets.ts';
import { LONGEST_READ, looksRandom, mask, maskWhole } from './mask.ts';
import { addBasic, maskAddress, maskText } from './mask-text.ts';
import { isSecretName } from './secret-names.ts';

type Headers = Readonly<Record<string, string>>;

/** Masks the headers of a message: credentials, cookies, keys, and addresses that carry a code. */
export function maskHeaders(headers: Headers, found: FoundSecrets): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value], at) => [
      // The name of a header must be a token (RFC 9110 §5.1). A mask is no token, so the header gets another name.
      found.maskIn(name) === name ? name : `masked-${at + 1}`,
      value.length > LONGEST_READ ? maskLong(name, value, found) : maskHeader(name, value, found),
    ]),
  );
}

/** Masks a long value whole. Also adds the secrets in the value to `found`, so that they are masked elsewhere, too. */
function maskLong(name: string, value: string, found: FoundSecrets): string {
  maskHeader(name, value, { ...found, ...NOTHING_KNOWN });
  return maskWhole(value);
}

const ADDRESSES = /^(location|content-location|referer|referrer|origin)$/i;

export function maskHeader(name: string, value: string, found: FoundSecrets): string {
  if (/authorization$/i.test(name)) return maskCredentials(value, found);
  if (/^cookie$/i.test(name))
    return value
      .split(';')
      .map((pair) => maskCookie(pair, found))
      .join(';');
  if (/^set-cookie$/i.test(name))
    return value
      .split(';')
      .map((part, at) => (at === 0 ? maskCookie(part, found) : maskAttribute(part, found)))
      .join(';');
  if (/^sec-websocket-protocol$/i.test(name)) return maskProtocols(value, found);
  if (isSecretName(name)) return maskSecret(value, found);
  if (ADDRESSES.test(name)) return found.maskIn(maskAddress(value, found));
  return maskText(value, found);
}

/** Masks the credentials, whatever the scheme (RFC 9110 §11.4). The scheme stays visible. */
function maskCredentials(value: string, found: FoundSecrets): string {
  const [, scheme = '', credentials = value] = /^([\w!#$%&'*+.^`|~-]+\s+)(.+)$/s.exec(value) ?? [];
  const parameters = [...credentials.matchAll(/(?<![\w-])([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/g)];
  if (/[\s,"]/.test(credentials) && parameters.length) {
    // A realm or a username is masked here, but is no secret to look for elsewhere.
    for (const [, name = '', quoted, bare] of parameters) {
      if (isSecretName(name) || /^(response|nonce|cnonce)$/i.test(name)) found.add(quoted ?? bare ?? '');
    }
    return scheme + mask(credentials);
  }
  if (/^basic\s/i.test(scheme)) addBasic(credentials, found);
  return scheme + maskSecret(credentials, found);
}

/**
 * Masks the tokens among the subprotocols of a WebSocket. A page can set no other header of the handshake, so some
 * servers expect the token in this header, after a name or a prefix such as `base64url.bearer.authorization.k8s.io.`.
 */
function maskProtocols(value: string, found: FoundSecrets): string {
  let before = '';
  return value
    .split(',')
    .map((protocol) => {
      const [, space = '', name = ''] = /^(\s*)(.*)$/s.exec(protocol) ?? [];
      const isNamed = isSecretName(before);
      before = name;
      if (isNamed && name) return space + maskSecret(name, found);
      const parts = name.split('.').map((part) => (looksRandom(part) ? maskSecret(part, found) : part));
      return space + found.maskIn(parts.join('.'));
    })
    .join(',');
}

function maskCookie(pair: string, found: FoundSecrets): string {
  const equals = pair.indexOf('=');
  if (equals < 0) return maskSecret(pair, found);
  const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1).trim()];
  // Some clients name a cookie after a value that they sent.
  return `${found.maskIn(name)}=${maskSecret(value, found)}`;
}

const ATTRIBUTE =
  /^\s*(path|domain|expires|max-age|secure|httponly|samesite|partitioned|priority)\s*(=[^=]*)?$/i;

/**
 * Masks a later part of Set-Cookie. If a line has several cookies, such a part looks like an attribute with two equals
 * signs, and is masked as a cookie.
 */
const maskAttribute = (part: string, found: FoundSecrets): string =>
  ATTRIBUTE.test(part) ? maskText(part, found) : maskCookie(part, found);
