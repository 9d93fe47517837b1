import { decodeForm, decodePercent, encodePercent } from './encodings.ts';
import { type FoundSecrets, type MaskText, maskSecret } from './found-secrets.ts';
import { looksRandom, mask } from './mask.ts';
import { isSecretName } from './secret-names.ts';

/** The parts of a URI reference (RFC 3986, appendix B). */
const REFERENCE = /^([^:/?#]+:)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

/**
 * An address that {@link REFERENCE} and a browser read in the same way. A browser also finds a host behind `https:/` or
 * `https:\\`, and reads every backslash of a path as a slash (URL Standard, §4.4).
 */
const PLAIN = /^[a-z][a-z0-9+.-]*:\/\/[^/\\?#][^\\?#]*(?:[?#]|$)/i;

/** What separates the pairs of a form, also in a page or a script: `&`, `&amp;`, `\u0026`. */
const SEPARATOR = /(&(?:amp;)?|\\u0026|\\x26)/i;

export interface AddressMask {
  /** Masks user, password, random path segments, and secrets in query and fragment of any address. */
  maskAddress: MaskText;
  /** Masks a query or a form, pair by pair; other pairs keep their spelling. */
  maskPairs: MaskText;
}

/** @param maskText masks a name, a value or a segment, which may hold another address. */
export function createAddressMask(maskText: MaskText): AddressMask {
  function maskAddress(address: string, found: FoundSecrets, depth = 0): string {
    const isOdd = !PLAIN.test(address) && URL.canParse(address);
    const [, scheme = '', authority, path = '', query, fragment] =
      REFERENCE.exec(isOdd ? new URL(address).href : address) ?? [];
    return [
      scheme,
      authority === undefined ? '' : `//${maskAuthority(authority, found)}`,
      path
        .split('/')
        .map((segment) => maskSegment(segment, found, depth))
        .join('/'),
      query === undefined ? '' : `?${maskPairs(query, found, depth)}`,
      fragment === undefined ? '' : `#${maskFragment(fragment, found, depth)}`,
    ].join('');
  }

  function maskPairs(text: string, found: FoundSecrets, depth = 0): string {
    const pairs = text.split(SEPARATOR).map((pair, at) => {
      if (at % 2) return pair;
      const [, rawName = '', rawValue] = /^([^=]*)(?:=(.*))?$/s.exec(pair) ?? [];
      if (rawValue === undefined) return maskSegment(rawName, found, depth);
      const name = decodeForm(rawName);
      const value = decodeForm(rawValue);
      // The number sign of the character reference `&#38;` ends the query, so the name may begin with the rest of the
      // reference, `38;`.
      const isSecret = isSecretName(name.slice(name.lastIndexOf(';') + 1));
      const masked = isSecret ? maskSecret(value, found) : maskText(value, found, depth + 1);
      return `${written(rawName, name, found.maskIn(name))}=${written(rawValue, value, masked)}`;
    });
    // A secret may continue across several pairs, and `&` also begins a character reference.
    return found.maskIn(pairs.join(''));
  }

  /** Masks a name without a value, in a path or a query. */
  function maskSegment(raw: string, found: FoundSecrets, depth: number): string {
    const segment = decodePercent(raw);
    if (looksRandom(segment)) {
      found.add(segment);
      return written(raw, segment, mask(segment));
    }
    return written(raw, segment, maskText(segment, found, depth + 1));
  }

  /** A fragment is a form (RFC 6749 §4.2.2), the address of a screen with a query, or a name. */
  function maskFragment(fragment: string, found: FoundSecrets, depth: number): string {
    const question = fragment.indexOf('?');
    if (question >= 0) {
      return `${maskFragment(fragment.slice(0, question), found, depth)}?${maskPairs(fragment.slice(question + 1), found, depth)}`;
    }
    if (fragment.includes('=')) return maskPairs(fragment, found, depth);
    return fragment
      .split('/')
      .map((segment) => maskSegment(segment, found, depth))
      .join('/');
  }

  return { maskAddress, maskPairs };
}

/** The original spelling, unless something was masked. */
const written = (raw: string, value: string, masked: string): string =>
  masked === value ? raw : encodePercent(masked);

function maskAuthority(authority: string, found: FoundSecrets): string {
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  // A masked host is not a valid host, and an address needs a valid host.
  const maskedHost = found.maskIn(host) === host ? host : 'masked.invalid';
  if (at < 0) return maskedHost;
  const credentials = authority.slice(0, at).split(':').map(decodePercent);
  for (const credential of credentials) found.add(credential);
  return `${credentials.map((credential) => encodePercent(mask(credential))).join(':')}@${maskedHost}`;
}
