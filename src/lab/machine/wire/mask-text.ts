import {
  base64Octets,
  decodeForm,
  decodeHtml,
  decodeJsonEscapes,
  decodePercent,
  encodeHtml,
  encodePercent,
} from './encodings.ts';
import { type FoundSecrets, maskSecret, NOTHING_KNOWN } from './found-secrets.ts';
import { LONGEST_READ, mask, maskWhole } from './mask.ts';
import { createAddressMask } from './mask-address.ts';
import { createJsonMask, readJson } from './mask-json.ts';
import { maskMarkup } from './mask-markup.ts';
import { maskCut, maskQuoted, maskUnquoted } from './mask-named.ts';
import { maskWordings } from './mask-wording.ts';
import { decodeUtf8 } from './octets.ts';
import { isSecretName } from './secret-names.ts';

/** Text may hold addresses, JSON and forms, which hold text again. Text at a deeper level is masked whole. */
const DEEPEST = 8;

export const { maskAddress, maskPairs } = createAddressMask(maskText);
export const maskJson = createJsonMask(maskText);

/** Masks a named value: the whole value if the name marks a secret, and otherwise by its content. */
export const maskValue = (name: string, value: string, found: FoundSecrets, depth = 0): string =>
  isSecretName(name) ? maskSecret(value, found) : maskText(value, found, depth + 1);

/** Three or five parts of base64url, the first of them a JSON object (RFC 7519, RFC 7516). */
const JWT = /(?<![\w-])eyJ[\w-]{4,}\.[\w-]*\.[\w-]*(?:\.[\w-]*\.[\w-]*)?/g;
/** `{"` or `["`: the beginning of JSON that was cut off. */
const BEGINS_AS_JSON = /^\s*[{[]\s*["{[]/;
const FORM = /^[^\s=&?]+=[^\s&]*(?:&[^\s=&]+=[^\s&]*)+$/;

/** If a UTF-16 text was decoded as UTF-8, removes its byte order mark and the zeros beside its letters. */
function withoutZeros(text: string): string {
  if (!/\0[\x20-\x7e]\0/.test(text)) return text;
  return text.replaceAll('\0', '').replace(/^\ufffd\ufffd/, '');
}

/** Masks text of unknown content: JSON, an address, a form, or words around them. */
export function maskText(text: string, found: FoundSecrets, depth = 0): string {
  if (text === '') return text;
  if (depth > DEEPEST) return mask(text);
  const plain = withoutZeros(text);
  if (plain !== text) {
    const masked = maskText(plain, found, depth);
    return masked === plain ? text : masked;
  }
  const json = /^\s*[{["]/.test(text) ? readJson(text) : undefined;
  if (json) return writeJson(text, maskJson(json.value, found, depth + 1));
  if (BEGINS_AS_JSON.test(text)) return maskWhole(text);
  if (/^(?:[a-z][a-z0-9+.-]*:\/\/|\/)\S*$/i.test(text))
    return found.maskIn(maskAddress(text, found, depth + 1));
  if (FORM.test(text)) return maskPairs(text, found, depth + 1);
  return maskWords(text, found, depth);
}

/**
 * Writes masked JSON as text. The original text is kept only if it contains no more than the parsed value: parsing drops
 * duplicate members, which would stay visible in the original text.
 */
export function writeJson(text: string, masked: unknown): string {
  const written = JSON.stringify(masked, null, text.trimEnd().includes('\n') ? 2 : 0);
  return written === text.trim() ? text : written;
}

/** A quote ends an address only if a quote precedes it. */
const ADDRESS =
  /(?<=')[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'<>]+|(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"<>]+/gi;
/** A word, or an escaped tag with its attributes. */
const ENCODED = /&lt;[^<>]{0,2000}?&gt;[^\s"<>]*|[^\s"<>]+/g;
const CREDENTIALS =
  /\b(Bearer|Basic|DPoP|Digest|Negotiate|NTLM|Token|ApiKey|Password)(\s+["'\x60([]?)(?=[\w.~+/-]*\d)([\w.~+/-]{8,}=*)(?=[\s,;"'\x60<)\]\\]|$)/gi;
/**
 * The name of a secret, and a word that is long enough to be the secret, as in “code … was already used” or “session ID
 * <…> is unknown”. Codes of errors are shorter.
 */
const NAMED_IN_WORDS =
  /\b(\w*(?:code|verifier|secret|assertion|ticket|_token|key|session|cookie|credentials?)(?: id)?)((?:,|\s?[=-]>)?\s+["'\x60([<“‘«]?)(?=[\w.~+/-]*\d)([\w.~+/-]{16,}=*)(?=[\s,;"'\x60<>)\]\\”’»]|$)/gi;
/** Masks words, and the addresses, pairs and credentials among them. */
function maskWords(text: string, found: FoundSecrets, depth: number): string {
  learnFromBase64(text, found, depth);
  const marked = maskMarkup(maskWordings(found.maskParts(text), found), found);
  const masked = maskQuoted(marked, found)
    .replace(ADDRESS, (address) => maskAddress(address, found, depth + 1))
    .replace(JWT, (token) => maskSecret(token, found))
    .replace(CREDENTIALS, (_, scheme, gap, credentials) => {
      if (scheme.toLowerCase() === 'basic') addBasic(credentials, found);
      return scheme + gap + maskCut(credentials, found);
    })
    .replace(NAMED_IN_WORDS, (_, name, gap, secret) => name + gap + maskCut(secret, found));
  return found.maskIn(maskEncodedWords(maskUnquoted(masked, found), found, depth));
}

/** Outside addresses, masks words that contain encoded names. */
function maskEncodedWords(text: string, found: FoundSecrets, depth: number): string {
  const between = (part: string) => part.replace(ENCODED, (word) => maskEncoded(word, found, depth));
  let masked = '';
  let done = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    masked += between(text.slice(done, index)) + address;
    done = index + address.length;
  }
  return masked + between(text.slice(done));
}

/** The encodings of names among words. What is within another encoding is decoded later. */
const ENCODINGS: readonly { decode(text: string): string; encode(text: string): string }[] = [
  { decode: decodeJsonEscapes, encode: (text) => JSON.stringify(text).slice(1, -1) },
  { decode: decodeHtml, encode: encodeHtml },
  { decode: decodePercent, encode: encodePercent },
];

/** A word keeps its spelling unless something is masked. */
function maskEncoded(word: string, found: FoundSecrets, depth: number): string {
  if (!/[\\&%]/.test(word)) return word;
  const encoding = ENCODINGS.find(({ decode }) => decode(word) !== word);
  if (!encoding) return word;
  const decoded = encoding.decode(word);
  // A later step finds known secrets in their encodings.
  const masked = maskText(decoded, { ...found, ...NOTHING_KNOWN }, depth + 1);
  return masked === decoded ? word : encoding.encode(masked);
}

/** Adds the secrets that a secret contains: those in the parts of a JWT, or the password of HTTP Basic. */
export function learnWithin(secret: string, found: FoundSecrets): void {
  if (secret.length > LONGEST_READ) return;
  const basic = /^\s*Basic\s+(\S+)\s*$/i.exec(secret)?.[1];
  if (basic !== undefined) addBasic(basic, found);
  learnFromBase64(secret, found, 0);
}

/** Adds the password of a client (RFC 6749 §2.3.1), which is form-encoded before it becomes base64. */
export function addBasic(credentials: string, found: FoundSecrets): void {
  try {
    const userAndPassword = atob(credentials);
    const password = userAndPassword.slice(userAndPassword.indexOf(':') + 1);
    found.add(password);
    found.add(decodeForm(password));
  } catch {
    // The credentials are not base64, and are masked as plain text.
  }
}

/** The beginning of a run of base64. Shorter runs name no secret. */
const BASE64 = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}/g;
/** Matches decoded text. Other words decode to binary data. */
const PLAIN_TEXT = /^[\t\n\r -~\u00a0-\ufffc]+$/;

/** Decodes base64, and adds the secrets that the decoded JSON or text names, so that they are masked by value. */
function learnFromBase64(text: string, found: FoundSecrets, depth: number): void {
  if (depth >= DEEPEST) return;
  for (const [run] of text.matchAll(BASE64)) {
    const decoded = decodeUtf8(base64Octets(run));
    if (!PLAIN_TEXT.test(decoded)) continue;
    const json = readJson(decoded);
    if (json) maskJson(json.value, found, depth + 1);
    else maskText(decoded, found, depth + 1);
  }
}
