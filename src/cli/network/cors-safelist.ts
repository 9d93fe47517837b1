/** What a browser sends across origins without a preflight (Fetch, §2.2.1, §2.2.2). */
const SAFELISTED_METHODS = ['GET', 'HEAD', 'POST'];
const SAFELISTED_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];
const LONGEST_VALUE = 128;
const LONGEST_TOGETHER = 1024;

/** Controls and delimiters that are not allowed in the values of safelisted headers. */
const UNSAFE_OCTETS = /[^\t -~\u0080-\u{10ffff}]|["():<>?@[\\\]{}]/u;
const LANGUAGE = /^[\da-zA-Z *,\-.;=]*$/;
const SIMPLE_RANGE = /^bytes=\d+-\d*$/;

export const isSafelistedMethod = (method: string): boolean => SAFELISTED_METHODS.includes(method);

/** The names of the headers that require a preflight, in lower case and sorted (Fetch, §2.2.2). */
export function unsafeHeaderNames(headers: Readonly<Record<string, string>>): string[] {
  const unsafe: string[] = [];
  const safe: [name: string, value: string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (isSafelisted(lower, value)) safe.push([lower, value]);
    else unsafe.push(lower);
  }
  const together = safe.reduce((length, [, value]) => length + value.length, 0);
  return [...unsafe, ...(together > LONGEST_TOGETHER ? safe.map(([name]) => name) : [])].sort();
}

function isSafelisted(name: string, value: string): boolean {
  if (value.length > LONGEST_VALUE) return false;
  switch (name) {
    case 'accept':
      return !UNSAFE_OCTETS.test(value);
    case 'accept-language':
    case 'content-language':
      return LANGUAGE.test(value);
    case 'content-type':
      return (
        !UNSAFE_OCTETS.test(value) &&
        SAFELISTED_TYPES.includes(value.split(';')[0]?.trim().toLowerCase() ?? '')
      );
    case 'range':
      return SIMPLE_RANGE.test(value);
    default:
      return false;
  }
}
