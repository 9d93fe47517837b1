/** An HTTP request that a person can repeat in a terminal. */
export interface RepeatableRequest {
  url: string;
  /** `GET` when absent. */
  method?: string;
  headers?: readonly (readonly [name: string, value: string])[];
  body?: string;
}

/** Whether text is a token, as methods and header names are (RFC 9110 §5.6.2). */
export function isToken(text: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(text);
}

/** Characters that a terminal acts on or that change how text reads: controls, line breaks, bidi controls. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Whether text can be the value of a header in a command: it has no control, format or line separator character. */
export function isPrintableFieldValue(text: string): boolean {
  return printable(text) === text;
}

/** Text with U+FFFD in place of each character that a terminal acts on or that changes how text reads. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/**
 * Writes a request as a `curl` command that a POSIX shell, interactive or not, reads as one command with these
 * arguments; so does fish, and neither cmd nor PowerShell. Every part may be a server's or a file's own text: the URL
 * is the parsed one, each argument is quoted, and no character of the command is a control character apart from the
 * line breaks of `separator`.
 *
 * @param separator what stands between two options: a space, or `' \\\n  '` for one option a line.
 * @throws TypeError for a URL that is not http or https, a method or a header name that is no token, and a header
 * value with a control character (RFC 9110 §5.5).
 */
export function curlCommand(
  { url, method = 'GET', headers = [], body = '' }: RepeatableRequest,
  separator = ' ',
): string {
  const { href, protocol } = new URL(url);
  if (!/^https?:$/.test(protocol)) throw new TypeError('The URL of the request is not http or https.');
  if (!isToken(method)) throw new TypeError('The method of the request is no token.');
  // Without -g, curl takes [1-9] and {a,b} for patterns.
  const options = [/[[\]{}]/.test(href) ? 'curl -i -g' : 'curl -i'];
  if (method === 'HEAD') options[0] += ' --head';
  else if (method !== 'GET' || body) options[0] += ` -X ${/^[A-Z]+$/.test(method) ? method : quote(method)}`;
  options[0] += ` ${quote(href.replaceAll("'", '%27'))}`;
  for (const [name, value] of headers) {
    if (!isToken(name)) throw new TypeError('The name of a header is no token.');
    if (!isPrintableFieldValue(value)) throw new TypeError('The value of a header has a control character.');
    // With a colon and nothing behind it, curl would leave the header out.
    options.push(`-H ${quote(value ? `${name}: ${value}` : `${name};`)}`);
  }
  if (!body) return options.join(separator);
  if (printable(body) === body) return [...options, `--data-raw ${quote(body)}`].join(separator);
  return `printf ${printfFormat(body)} | ${[...options, '--data-binary @-'].join(separator)}`;
}

/**
 * Nothing is special between single quotes, history expansion included, except the backslash in fish: `\'` is a quote
 * there, so that what follows could be a command. Quotes and backslashes are written between the quoted parts.
 */
function quote(text: string): string {
  return `'${text.replace(/['\\]/g, "'\\$&'")}'`;
}

/** Text as a format of `printf` (POSIX): octal escapes for whatever a terminal, the quotes or an option parser would act on. */
function printfFormat(text: string): string {
  const octets = [...new TextEncoder().encode(text)].map((octet, index) => {
    const character = String.fromCharCode(octet);
    if (character === '%') return '%%';
    const plain = octet >= 0x20 && octet < 0x7f && !"'\\".includes(character);
    return plain && !(index === 0 && character === '-')
      ? character
      : `\\${octet.toString(8).padStart(3, '0')}`;
  });
  return `'${octets.join('')}'`;
}
