/** A format of JSON Schema, the check that a page can make, and an example. */
interface Format {
  /** The description for the user, such as "an email address". */
  name: string;
  example: string;
  test(text: string): boolean;
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(text: string): boolean {
  const [, year = 0, month = 0, day = 0] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= (month === 2 && !isLeap ? 28 : (DAYS[month - 1] ?? 0));
}

/** Whether a text is a time. RFC 3339 requires a zone, but many servers accept a time without a zone. */
function isTime(text: string): boolean {
  const match = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[zZ]|[+-](\d\d):(\d\d))?$/.exec(text);
  if (!match) return false;
  const [hours = 0, minutes = 0, seconds = 0, offsetHours, offsetMinutes] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return (
    hours < 24 && minutes < 60 && seconds <= 60 && Number(offsetHours) < 24 && Number(offsetMinutes) < 60
  );
}

/** Whether a text is a date and a time with its zone (RFC 3339 §5.6). A space is permitted instead of the `T`. */
function isDateTime(text: string): boolean {
  return (
    isDate(text.slice(0, 10)) &&
    /[tT ]/.test(text.charAt(10)) &&
    /[zZ]|[+-]\d\d:/.test(text) &&
    isTime(text.slice(11))
  );
}

/** One `@` between name and host, no spaces. Only a mail server knows whether the address exists. */
function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [name, host] = [text.slice(0, at), text.slice(at + 1)];
  return at > 0 && !/[\s@]/.test(name) && isHostname(host, /^[\p{L}\p{N}-]+$/u);
}

function isHostname(text: string, label = /^[a-z\d-]+$/i): boolean {
  const labels = text.replace(/\.$/, '').split('.');
  return (
    text.length <= 253 &&
    labels.every(
      (part) => label.test(part) && part.length <= 63 && !part.startsWith('-') && !part.endsWith('-'),
    )
  );
}

/** RFC 3986: a scheme, and no spaces; letters of any script pass, because many servers accept them (RFC 3987). */
const isUri = (text: string) => /^[a-z][a-z\d+.-]*:[^\s<>"{}|\\^`]*$/i.test(text) && hasValidEscapes(text);
const hasValidEscapes = (text: string) => !/%(?![\da-f]{2})/i.test(text);

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

const FORMATS: ReadonlyMap<unknown, Format> = new Map([
  ['date', { name: 'a date', example: '2026-07-28', test: isDate }],
  ['time', { name: 'a time', example: '12:30:00Z', test: isTime }],
  [
    'date-time',
    { name: 'a date and a time with its zone', example: '2026-07-28T12:30:00Z', test: isDateTime },
  ],
  ['email', { name: 'an email address', example: 'ada@example.org', test: isEmail }],
  ['idn-email', { name: 'an email address', example: 'ada@example.org', test: isEmail }],
  ['uri', { name: 'a URI with its scheme', example: 'https://example.org/', test: isUri }],
  ['hostname', { name: 'a host name', example: 'example.org', test: (text) => isHostname(text) }],
  ['ipv4', { name: 'an IPv4 address', example: '192.0.2.1', test: isIpv4 }],
  [
    'uuid',
    {
      name: 'a UUID',
      example: '123e4567-e89b-12d3-a456-426614174000',
      test: (text) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text),
    },
  ],
]);

/** @returns `undefined` for a format that only the server checks. */
export function formatOf(name: unknown): Format | undefined {
  return FORMATS.get(name);
}
