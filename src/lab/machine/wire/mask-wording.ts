import type { FoundSecrets } from './found-secrets.ts';
import { HIDDEN, maskBeginning } from './mask.ts';
import { isSecretName } from './secret-names.ts';

const NAME = String.raw`(?<name>[A-Za-z][\w.-]{0,60})`;

/**
 * One word with a digit near its beginning. A token looks like this, but a sentence about tokens does not. The search for
 * the digit is bounded: it begins again after each name of a secret, and a long word may contain many such names.
 */
const TOKEN = String.raw`(?=[^\s"'<>\x60]{0,100}\d)[^\s"'<>\x60]{8,}`;
const QUOTE = String.raw`\\*["'\x60]`;
const LABEL = String.raw`(?<![\w-])\w*(?:name|key|id|field|header|param|parameter|attribute|property|variable)`;
const VALUE = String.raw`(?<![\w-])(?:value|val|content|text)`;
const IS = String.raw`(?:${QUOTE})?\s*[:=]\s*(?:${QUOTE})?`;
/** A part of a value, up to a separator. The part ends before another value begins, so that no text is read twice. */
const PART = String.raw`(?:(?!${VALUE}[:=][^\s"'\x60<>])[^\s"'\x60<>,;])+`;

/** Patterns of a pair whose parts are the name and the value of a secret. */
const BESIDE_ITS_NAME: readonly RegExp[] = [
  // `- name: access_token` and `value: …` on the next line, or `name=code, value=…`.
  String.raw`(?<before>${LABEL}${IS}${NAME}(?:${QUOTE})?[\s,;]+(?:${QUOTE})?${VALUE}(?:${QUOTE})?\s*(?:=\s*|:\s*(?:[|>][-+\d]*\s+)?(?:${QUOTE})?(?=[^\s"'\x60])))(?<secret>(?<==\s*)[^\s"'\x60,;&<>]+|(?<!=\s*)[^\r\n"'\x60<>]+)`,
  String.raw`(?<before>${VALUE}${IS})(?<secret>[,;]*${PART}(?:[,;]+${PART})*(?:[,;]+(?=${QUOTE}))?)(?=(?:${QUOTE})?[\s,;]+(?:${QUOTE})?${LABEL}${IS}${NAME})`,
  // Arguments: `setItem("access_token", "…")`.
  String.raw`(?<before>\(\s*${QUOTE}${NAME}${QUOTE}\s*,\s*(?<quote>${QUOTE}))(?<secret>[\s\S]+?)(?=\k<quote>)`,
  String.raw`(?<before>[[,{]\s*${QUOTE}${NAME}${QUOTE}\s*,\s*${QUOTE})(?<secret>${TOKEN})`,
  // Serialized by PHP: `"access_token";s:32:"…"`. Cells of a Markdown table: `| access_token | … |`.
  String.raw`(?<before>(?<!\\)${QUOTE}${NAME}${QUOTE};s:\d{1,7}:${QUOTE})(?<secret>[^\s"'<>]+)`,
  String.raw`(?<before>\|[ \t]*${NAME}[ \t]*\|[ \t]*)(?<secret>${TOKEN})`,
  // Elements of XML and HTML: `<key>access_token</key><string>…</string>`, cells of a table.
  String.raw`(?<before>>\s*${NAME}\s*</(?:\w+:)?(?:key|name|field|param)\s*>\s*<[A-Za-z][^<>]*>\s*)(?<secret>[^<>\s][^<>]*)`,
  String.raw`(?<before>>\s*${NAME}\s*:?\s*</[^<>]*>\s*<[A-Za-z][^<>]*>\s*)(?<secret>${TOKEN})`,
].map((pattern) => new RegExp(pattern, 'gi'));

/** Patterns of several words or lines that mark a secret. */
const WORDINGS: readonly RegExp[] = [
  // Options of commands: `--password …`, `--api-key …`, `-u ada:…`.
  new RegExp(String.raw`(?<before>(?<=^|\s)--?${NAME}[ \t]+["']?)(?<secret>[^\s"'<>-][^\s"'<>]*)`, 'g'),
  /(?<before>(?<=^|\s)(?:-u|--user)[ \t]+["']?[^\s:"']{1,100}:)(?<secret>[^\s"'<>]+)/g,
  // Cookies in an option of curl: `-b name=…`.
  /(?<before>(?<=^|\s)-b[ \t]+["']?[^\s="']{1,100}=)(?<secret>[^\s"'<>]+)/g,
  // Text of several lines in TOML and Python.
  new RegExp(
    String.raw`(?<before>(?<![\w.-])${NAME}\s*[=:]\s*(?<quote>"""|'''))(?<secret>[\s\S]+?)(?=\k<quote>)`,
    'g',
  ),
  // A block or a list of YAML.
  new RegExp(
    String.raw`(?<before>^(?<indent>[ \t]*)(?:-[ \t]+)?${NAME}:[ \t]*(?:[|>][-+\d]*[ \t]*)?\r?\n)(?<secret>(?:\k<indent>(?:[ \t]+|-[ \t]+)(?:-[ \t]+)?[^\s:]+[ \t]*(?:\r?\n|$))+)`,
    'gm',
  ),
  // A private key (RFC 7468 §10).
  /(?<before>-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)(?<secret>[\s\S]+?)(?=-----END|$(?![\s\S]))/g,
  // A sentence: "Your API key is …".
  /(?<before>\b(?:token|secret|password|passphrase|key)(?: (?:of|for) [\w@.-]{1,60})?\s+(?:is:?|was:?|->|=>|→)\s+["'`(]?)(?<secret>(?=[^\s"'`<>]*\d)[^\s"'`<>]{7,}[^\s"'`<>.,;:!?)])/gi,
  ...BESIDE_ITS_NAME,
];

/** Masks secrets beside their names, in command options, blocks of YAML or TOML, private keys, and sentences. */
export function maskWordings(text: string, found: FoundSecrets): string {
  return WORDINGS.reduce(
    (masked, wording) =>
      masked.replace(wording, (whole, ...matched) => {
        const { before = '', name, secret = '' }: Record<string, string | undefined> = Object(matched.at(-1));
        if (name !== undefined && !isSecretName(name)) return whole;
        return before + maskLines(secret, found);
      }),
    text,
  );
}

/** Masks each line separately, because one line of the secret may occur alone in another place. */
function maskLines(secret: string, found: FoundSecrets): string {
  const lines = secret.trim().split(/\r?\n|\\n/);
  for (const line of lines) {
    const value = line.trim().replace(/^-[ \t]+/, '');
    // The name of a file, or a plain word, is masked only here: in other places, this text is rarely the secret.
    if (/\d/.test(value) && !value.includes('.')) found.add(value);
  }
  if (lines.length === 1 && secret.trim() === secret) return maskBeginning(secret);
  return secret.replace(/\S[\s\S]*\S|\S/, HIDDEN);
}
