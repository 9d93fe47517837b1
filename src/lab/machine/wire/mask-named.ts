import { decodeJsonEscapes } from './encodings.ts';
import type { FoundSecrets } from './found-secrets.ts';
import { maskBeginning } from './mask.ts';
import { isSecretName } from './secret-names.ts';

const NAME = String.raw`(?<![\w.-])(?<name>[\w.-]+)`;
/**
 * An apostrophe within a value does not end the value, because URI encoding leaves apostrophes unchanged. The marks “
 * ”, which a report puts around the words of a server, end the value.
 */
const VALUE_CHARACTER = String.raw`(?:\\[^"']|[^\s"'&;,<>\\“”]|'(?=[\w%.!~*()'-]))`;

/** Matches a name and the beginning of a quoted value with spaces, as in code, an attribute, or embedded JSON. */
const QUOTED = new RegExp(
  String.raw`${NAME}\\*["'\x60]?(?:\[\d{0,9}\])?\]?\s*(?:=>|=|:)\s*(?<quote>\\+["']|["'\x60])`,
  'g',
);
/** Matches what may precede the name on a line of YAML, INI or a shell script. */
const LINE_BEGINNING = /^[ \t]*(?:-[ \t]+|export[ \t]+)?/;
const IN_LINE = /(?<name>[\w.-]+)(?<between>[ \t]*(?:=|:(?=[ \t]))[ \t]*)(?=[^\s"'`|>&*{[])/y;
/** Matches a name and the beginning of a value without spaces. */
const NAMED = new RegExp(
  String.raw`${NAME}(?<between>\\*["'\x60]?(?:\[\d{0,9}\])?\]?\s*[=:]\s*\\*["']?)(?=${VALUE_CHARACTER})`,
  'g',
);
const UNQUOTED = new RegExp(
  String.raw`(?<scheme>(?:(?:Bearer|Basic|DPoP|Token)\s+)?)(?<value>${VALUE_CHARACTER}+)`,
  'iy',
);

/** Masks the quoted values that follow names of secrets. */
export function maskQuoted(text: string, found: FoundSecrets): string {
  return maskAfter(text, QUOTED, ({ name = '', quote = '' }, at) => {
    if (!isSecretName(name)) return undefined;
    const value = text.slice(at, endOfQuoted(text, at, quote));
    if (!value || isStatus(value)) return undefined;
    found.add(decodeJsonEscapes(value));
    return { length: value.length, masked: maskCut(value, found) };
  });
}

/** Masks unquoted text after the name of a secret: the rest of its line, or one value. */
export function maskUnquoted(text: string, found: FoundSecrets): string {
  const lines = text.replace(/[^\r\n]+/g, (line) => maskLine(line, found));
  let digitlessUntil = 0;
  return maskAfter(lines, NAMED, ({ name = '', between = '' }, at) => {
    if (!isSecretName(name)) return undefined;
    const isAssigned = /[="']/.test(between);
    if (!isAssigned && at < digitlessUntil) return undefined;
    UNQUOTED.lastIndex = at;
    const { scheme = '', value = '' } = UNQUOTED.exec(lines)?.groups ?? {};
    // "No token: the server …" names a token but contains none.
    if (!isAssigned && !/\d/.test(value)) {
      digitlessUntil = UNQUOTED.lastIndex;
      return undefined;
    }
    if ((!isAssigned && value.length < 6) || isStatus(value)) return undefined;
    return { length: scheme.length + value.length, masked: scheme + maskCut(value, found) };
  });
}

/** Masks a secret among words. It is uncertain where such a secret ends. */
export function maskCut(value: string, found: FoundSecrets): string {
  found.add(value);
  return maskBeginning(value);
}

type Groups = Readonly<Record<string, string | undefined>>;

/**
 * Masks what follows a pattern. If nothing is masked, the search continues after the pattern, not after the value,
 * because a value may begin with another name: `Error: access_token=…`.
 *
 * @param maskAt masks the value at an index.
 */
function maskAfter(
  text: string,
  pattern: RegExp,
  maskAt: (groups: Groups, at: number) => { length: number; masked: string } | undefined,
): string {
  const search = new RegExp(pattern);
  let masked = '';
  let done = 0;
  for (let match = search.exec(text); match; match = search.exec(text)) {
    const at = search.lastIndex;
    const value = maskAt(match.groups ?? {}, at);
    if (!value) continue;
    masked += text.slice(done, at) + value.masked;
    done = at + value.length;
    search.lastIndex = done;
  }
  return masked + text.slice(done);
}

/** Masks the rest of a line after the first name of a secret, if nothing but other names precedes that name. */
function maskLine(line: string, found: FoundSecrets): string {
  const from = LINE_BEGINNING.exec(line)?.[0].length ?? 0;
  IN_LINE.lastIndex = from;
  for (let match = IN_LINE.exec(line); match; match = IN_LINE.exec(line)) {
    const { name = '', between = '' } = match.groups ?? {};
    if (!isSecretName(name)) continue;
    const at = IN_LINE.lastIndex;
    const value = line.slice(at);
    if (isStatus(value)) return line;
    // After a colon there may be a sentence. Its words are masked here, but they are no secrets to look for elsewhere.
    const maySay = !between.includes('=') && /\s/.test(value);
    if (maySay && match.index > from) return line;
    if (!maySay) found.add(value);
    return line.slice(0, at) + maskBeginning(value);
  }
  return line;
}

/** The index of the next quotation mark of this kind that is not escaped; without one, the index of the end. */
function endOfQuoted(text: string, from: number, quote: string): number {
  let end = text.indexOf(quote, from);
  while (end > from && text[end - 1] === '\\') end = text.indexOf(quote, end + 1);
  return end < 0 ? text.length : end;
}

const isStatus = (value: string): boolean => /^-?\d{1,5}$/.test(value);
