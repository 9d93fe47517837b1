/** An HTTP request to repeat in a terminal. */
export interface RepeatableRequest {
  url: string;
  /** `GET` when absent. */
  method?: string;
  headers?: readonly (readonly [name: string, value: string])[];
  body?: string;
}

/** Whether text is a token, such as a method or a header name (RFC 9110 §5.6.2). */
export function isToken(text: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(text);
}

/** Characters that a terminal acts on or that change how text reads: controls, line breaks, bidi controls. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Whether text can be a header value in a command: it must not have control, format or line separator characters. */
export function isPrintableFieldValue(text: string): boolean {
  return printable(text) === text;
}

/** Replaces each character that a terminal acts on, or that changes how text reads, with U+FFFD. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/**
 * Writes a request as one `curl` command for POSIX shells, interactive or not, and fish; not for cmd or PowerShell.
 * Every part may be untrusted text: the URL is parsed, each argument is quoted, and the only control characters are
 * the line breaks of `separator`.
 *
 * @param separator the text between two options: a space, or `' \\\n  '` for one option per line.
 * @throws TypeError for a URL that is not http or https, a method or a header name that is not a token, and a header
 * value with a control character (RFC 9110 §5.5).
 */
export function curlCommand(
  { url, method = 'GET', headers = [], body = '' }: RepeatableRequest,
  separator = ' ',
): string {
  const { href } = new URL(url);
  if (!/^https?:/.test(href)) throw new TypeError('The URL of the request is not http or https.');
  if (!isToken(method)) throw new TypeError('The method of the request is not a token.');
  // Without -g, curl expands [1-9] and {a,b}.
  const options = [/[[\]{}]/.test(href) ? 'curl -i -g' : 'curl -i'];
  if (method === 'HEAD') options[0] += ' --head';
  else if (method !== 'GET' || body) options[0] += ` -X ${/^[A-Z]+$/.test(method) ? method : quote(method)}`;
  options[0] += ` ${quote(href.replaceAll("'", '%27'))}`;
  for (const [name, value] of headers) {
    if (!isToken(name)) throw new TypeError('The name of a header is not a token.');
    if (!isPrintableFieldValue(value)) throw new TypeError('The value of a header has a control character.');
    // curl omits a header that is given as `Name:`, and sends an empty header for `Name;`.
    options.push(`-H ${quote(value ? `${name}: ${value}` : `${name};`)}`);
  }
  if (!body) return options.join(separator);
  if (printable(body) === body) return [...options, `--data-raw ${quote(body)}`].join(separator);
  return `printf ${printfFormat(body)} | ${[...options, '--data-binary @-'].join(separator)}`;
}

/**
 * Quotes text in single quotes. POSIX shells treat no character between single quotes as special. But fish reads `\'`
 * between single quotes as a quote, and the text after this quote could become a command. So quotes and backslashes go
 * between the quoted parts.
 */
function quote(text: string): string {
  return `'${text.replace(/['\\]/g, "'\\$&'")}'`;
}

/**
 * Writes text as a `printf` format (POSIX), with octal escapes for each octet that a terminal, the quotes or an
 * option parser would act on.
 */
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
