import { decodeCharacterCodes } from './character-codes.ts';
import { type FoundSecrets, type MaskText, maskSecret } from './found-secrets.ts';
import { HIDDEN, looksRandom } from './mask.ts';
import { describesSecret, isNumericSecretName, isSecretName } from './secret-names.ts';
import { PART } from './secret-parts.ts';

/** The limit of the levels that are read: recursion into more could overflow the stack. Messages have fewer. */
const DEEPEST = 100;

/** The value of a JSON text; `undefined` for other text, or for more than 100 levels. */
export function readJson(text: string): { value: unknown } | undefined {
  if (depthOf(text) > DEEPEST) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The nesting depth of lists and objects in a JSON text; brackets within strings do not count. */
export function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  if (!/[{[]/.test(text)) return deepest;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}

/** The private members of a key (RFC 7517, RFC 7518 §6.2.2, §6.3.2, §6.4). */
const PRIVATE_KEY_MEMBERS = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth']);

/**
 * Masks a JSON value, member by member.
 *
 * @param textDepth in how many texts the value is nested, such as JSON in a string of JSON.
 * @param secret whether the name of the value, or of an outer member, marks the value as a secret.
 */
export type MaskJson = (value: unknown, found: FoundSecrets, textDepth: number, secret?: boolean) => unknown;

/** @param maskText masks a string, which may hold JSON again. */
export function createJsonMask(maskText: MaskText): MaskJson {
  function maskJson(value: unknown, found: FoundSecrets, textDepth: number, secret = false): unknown {
    if (typeof value === 'string')
      return secret ? maskSecret(value, found) : maskText(value, found, textDepth);
    if (typeof value === 'number' && secret && isLong(value)) {
      found.add(String(value));
      return HIDDEN;
    }
    if (typeof value === 'number') return found.maskIn(String(value)) === String(value) ? value : HIDDEN;
    if (typeof value !== 'object' || value === null) return value;
    // If a secret is a list of words, the words are joined, and the joined text is masked.
    const spelled = spelledIn(Object.values(value), secret ? 1 : PART - 1);
    if (secret) for (const text of spelled) found.add(text);
    if (spelled.some((text) => secret || found.maskIn(text) !== text)) return HIDDEN;
    if (Array.isArray(value)) {
      return value.map((each: unknown, index) =>
        maskJson(each, found, textDepth, secret || followsName(value, index)),
      );
    }
    const labels = labelsIn(value);
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        const isKey = 'kty' in value && PRIVATE_KEY_MEMBERS.has(name);
        if (!secret && isErrorCode(name, member, value)) return [name, found.maskIn(String(member))];
        const marked = isKey || isLabelled(name, member, labels) || (secret && !describesSecret(name));
        const key = secret && looksRandom(name) ? maskSecret(name, found) : found.maskIn(name);
        return [key, maskMember(name, member, found, textDepth, marked)];
      }),
    );
  }

  function maskMember(
    name: string,
    member: unknown,
    found: FoundSecrets,
    textDepth: number,
    marked: boolean,
  ): unknown {
    const secret = marked || isSecretName(name);
    if (typeof member === 'number' && secret && isNumericSecretName(name)) {
      found.add(String(member));
      return HIDDEN;
    }
    return maskJson(member, found, textDepth, secret);
  }

  return maskJson;
}

/**
 * The texts of a list whose items are character codes or pieces of one text. In JSON, octets are such a list.
 *
 * @param longest the maximum length of a piece.
 */
function spelledIn(values: readonly unknown[], longest: number): string[] {
  if (values.length >= PART && values.every((each) => typeof each === 'number')) {
    return decodeCharacterCodes(values.join(' '));
  }
  const isText = values.every((each) => typeof each === 'string' && each.length <= longest);
  const text = isText ? values.join('') : '';
  return text.length >= PART ? [text] : [];
}

/**
 * Whether a member `code` is the code of an error, such as `AUTHENTICATION_REQUIRED` or `rest_forbidden`: it has only
 * words, and a message is beside it. If these words counted as a secret, the mask would hide them in every sentence.
 */
function isErrorCode(name: string, code: unknown, owner: object): boolean {
  return (
    name === 'code' &&
    typeof code === 'string' &&
    /^(?:[A-Z]{2,16}(?:[_.-][A-Z]{2,16})*|[a-z]{2,16}(?:[_.-][a-z]{2,16})*)$/.test(code) &&
    Object.entries(owner).some(
      ([beside, words]) => /^(message|msg|detail|title)$/.test(beside) && typeof words === 'string',
    )
  );
}

/** Whether a number has ten digits or more. `max_tokens` and other counts have fewer digits. */
const isLong = (value: number): boolean => String(Math.abs(value)).length >= 10;

/** Whether an item follows the name of a secret, in a list that is a pair, or that alternates names and values. */
function followsName(list: readonly unknown[], index: number): boolean {
  const before = list[index - 1];
  if (typeof before !== 'string' || !isSecretName(before)) return false;
  return (list.length === 2 && !isProtocolWord(list[index])) || isOneWord(list[index]);
}

/**
 * Words of the protocol that are no secrets. Metadata has lists that begin with the name of a secret, such as
 * `["authorization_code", "refresh_token"]` and `["code", "token"]`. If these words counted as secrets, the mask would
 * hide them in every sentence.
 */
const PROTOCOL_WORDS = new Set([
  'authorization_code',
  'refresh_token',
  'implicit',
  'password',
  'client_credentials',
  'code',
  'token',
  'id_token',
  'none',
]);

const isProtocolWord = (value: unknown): boolean =>
  typeof value === 'string' && value.split(' ').every((word) => PROTOCOL_WORDS.has(word));

/** Whether members of an object say that its value is a secret: `{"name": "access_token", "value": …}`. */
interface Labels {
  named: boolean;
  /** A type or title names a secret. Only a value of one word counts, because several words may be about secrets. */
  described: boolean;
}

function labelsIn(owner: object): Labels {
  const told = Object.entries(owner)
    .filter(([label, text]) => LABEL.test(label) && typeof text === 'string' && isSecretName(text))
    .map(([label]) => label);
  const described = told.filter((label) => DESCRIBING.test(label)).length;
  return { named: described < told.length, described: described > 0 };
}

const DESCRIBING = /(label|title|type|kind|description)$/i;
const LABEL = new RegExp(
  `(name|key|id|field|header|param|parameter|attribute|property|variable|var|claim)$|^[kn]$|${DESCRIBING.source}`,
  'i',
);

function isLabelled(name: string, value: unknown, { named, described }: Labels): boolean {
  if (!named && !described) return false;
  const isValue = VALUE.test(name) || VALUE_IN_CAMEL_CASE.test(name);
  return isValue && (named || isOneWord(value));
}

const VALUE = /(?:^|[_-])(?:value|val|v|content|text|string)s?$/i;
const VALUE_IN_CAMEL_CASE = /[a-z](?:Value|Val|Content|Text|String)s?$/;

/** Whether a value, or each value of a list, looks like a token and not like words. */
function isOneWord(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isOneWord);
  return typeof value === 'string' && /^(?=\S*\d)\S{8,}$/.test(value);
}
