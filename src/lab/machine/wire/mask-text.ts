import { base64Octets, decodeJsonEscapes } from './encodings.ts';
import { type FoundSecrets, maskSecret } from './found-secrets.ts';
import { mask, maskBeginning, maskWhole } from './mask.ts';
import { createAddressMask } from './mask-address.ts';
import { createJsonMask, readJson } from './mask-json.ts';
import { maskMarkup } from './mask-markup.ts';
import { maskWordings } from './mask-wording.ts';
import { isSecretName } from './secret-names.ts';

/** Addresses, JSON and forms hold text, and text holds them; whatever is deeper than this is masked whole. */
const DEEPEST = 8;

export const { maskAddress, maskPairs } = createAddressMask(maskText);
export const maskJson = createJsonMask(maskText);

/** Masks a named value: whole where the name marks a secret, else by its content. */
export function maskValue(name: string, value: string, found: FoundSecrets, depth = 0): string {
  return isSecretName(name) ? maskSecret(value, found) : maskText(value, found, depth + 1);
}

/** Three or five parts of base64url, the first of them a JSON object (RFC 7519, RFC 7516). */
const JWT = /(?<![\w-])eyJ[\w-]{4,}\.[\w-]*\.[\w-]*(?:\.[\w-]*\.[\w-]*)?/g;
/** `{"` or `["`: the beginning of JSON that was cut off. */
const BEGINS_AS_JSON = /^\s*[{[]\s*["{[]/;
const FORM = /^[^\s=&?]+=[^\s&]*(?:&[^\s=&]+=[^\s&]*)+$/;

/** Masks text of unknown content: JSON, an address, a form, or words around them. */
export function maskText(text: string, found: FoundSecrets, depth = 0): string {
  if (text === '') return text;
  if (depth > DEEPEST) return mask(text);
  const json = /^\s*[{["]/.test(text) ? readJson(text) : undefined;
  if (json) return writeJson(text, json.value, maskJson(json.value, found, depth + 1));
  if (BEGINS_AS_JSON.test(text)) return maskWhole(text);
  if (/^(?:[a-z][a-z0-9+.-]*:\/\/|\/)\S*$/i.test(text))
    return found.maskIn(maskAddress(text, found, depth + 1));
  // A secret may go on over several pairs, as it may over the parts of an address.
  if (FORM.test(text)) return found.maskIn(maskPairs(text, found, depth + 1));
  return maskWords(text, found, depth);
}

/**
 * Masked JSON as text. The original text is kept only when it says no more than its value: a duplicate member would
 * not be masked.
 */
export function writeJson(text: string, value: unknown, masked: unknown): string {
  const lines = text.trimEnd().includes('\n');
  const written = (each: unknown) => (lines ? JSON.stringify(each, null, 2) : JSON.stringify(each));
  const whole = written(masked);
  return whole === written(value) && whole === text.trim() ? text : whole;
}

/** A quote ends an address only if a quote precedes it. */
const ADDRESS =
  /(?<=')[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'<>]+|(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"<>]+/gi;
const CREDENTIALS =
  /\b(Bearer|Basic|DPoP|Digest|Token|ApiKey)(\s+)(?=\S*\d)([\w.~+/-]{8,}=*)(?=[\s,;"'<)\\]|$)/gi;
const NAMED =
  /(?<![\w.-])([A-Za-z][\w.-]{0,60})(\\*["']?\s*(?:=|:)\s*\\*["']?)((?:(?:Bearer|Basic|DPoP|Token)\s+)?)((?:\\[^"']|[^\s"'&;,<>\\])+)/gi;

/** A name and a quoted value with spaces, as in code, an attribute, or embedded JSON. */
const QUOTED =
  /(?<![\w.-])([A-Za-z][\w.-]{0,60})(\\*["']?\s*(?:=>|=|:)\s*)(\\+["']|["'`])([\s\S]*?)(?=(?<!\\)\3|$(?![\s\S]))/g;
/** A line that is a name and a value, as in YAML, INI and shell scripts. */
const LINE =
  /(?<=^[ \t]*(?:-[ \t]+|export[ \t]+)?)([A-Za-z][\w.-]{0,60})([ \t]*(?:=|:(?=[ \t]))[ \t]*)([^\s"'`|>&*{[][^\r\n]*)$/gm;

const isStatus = (value: string): boolean => /^-?\d{1,5}$/.test(value);

/** Masks words, and the addresses, pairs and credentials among them. */
function maskWords(text: string, found: FoundSecrets, depth: number): string {
  learnFromBase64(text, found, depth);
  const masked = maskQuoted(maskWordings(maskMarkup(found.maskParts(text), found), found), found)
    .replace(ADDRESS, (address) => maskAddress(address, found, depth + 1))
    .replace(JWT, (token) => maskSecret(token, found))
    .replace(CREDENTIALS, (_, scheme, gap, credentials) => scheme + gap + maskCut(credentials, found))
    .replace(LINE, (whole: string, name: string, between: string, value: string) => {
      if (isStatus(value) || !isSecretName(name)) return whole;
      // After a colon there may be a sentence, whose words are not secret elsewhere.
      if (between.includes('=') || !/\s/.test(value)) found.add(value);
      return name + between + maskBeginning(value);
    })
    .replace(NAMED, (whole, name: string, between: string, scheme: string, value: string) => {
      // "No token: the server …" names a token but holds none.
      const told = between.includes('=') || /["']/.test(between) || (value.length >= 6 && /\d/.test(value));
      if (!told || isStatus(value) || !isSecretName(name)) return whole;
      return name + between + scheme + maskCut(value, found);
    });
  return found.maskIn(masked);
}

/** Adds the secrets that base64 of JSON names, to mask them by value. */
function learnFromBase64(text: string, found: FoundSecrets, depth: number): void {
  // Base64 of a brace or a bracket, followed by a quotation mark or white space.
  for (const [run] of text.matchAll(/(?<![A-Za-z0-9+/_-])(?:ey[A-Z]|ew[o0kI]|W[yw])[A-Za-z0-9+/_-]{13,}/g)) {
    const json = readJson(
      new TextDecoder().decode(Uint8Array.from(base64Octets(run), (octet) => octet.charCodeAt(0))),
    );
    if (json && depth < DEEPEST) maskJson(json.value, found, depth + 1);
  }
}

/** A quoted value under an unsuspicious name may itself hold names and quoted values. */
function maskQuoted(text: string, found: FoundSecrets, depth = 0): string {
  return text.replace(
    QUOTED,
    (whole: string, name: string, between: string, quote: string, value: string) => {
      if (!value || isStatus(value)) return whole;
      const before = name + between + quote;
      if (!isSecretName(name)) {
        return before + (depth < DEEPEST ? maskQuoted(value, found, depth + 1) : value);
      }
      found.add(decodeJsonEscapes(value));
      return before + maskCut(value, found);
    },
  );
}

/** A secret among words may continue after its apparent end. */
function maskCut(value: string, found: FoundSecrets): string {
  found.add(value);
  return maskBeginning(value);
}
