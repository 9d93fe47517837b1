import { type FoundSecrets, maskSecret } from './found-secrets.ts';
import { looksRandom, maskWhole } from './mask.ts';
import { maskCsv } from './mask-csv.ts';
import { maskHeader } from './mask-headers.ts';
import { readJson } from './mask-json.ts';
import { maskJson, maskPairs, maskText, maskValue, writeJson } from './mask-text.ts';

export interface Body {
  text: string;
  contentType: string;
  /** Whether the body belongs to a token endpoint, or to an exchange in which a secret was sent. */
  sensitive: boolean;
  /** Whether the body is the response to a token request: then every value that looks random may be a token. */
  hasTokens?: boolean;
  /** How many multipart bodies contain this body. */
  depth?: number;
}

/** Each further level of multipart costs another reading of its content, so deeper levels are masked whole. */
const DEEPEST_MULTIPART = 4;

/** Masks by structure, if the body has one; else as text, or as a whole where a secret is likely. */
export const maskBody = (body: Body, found: FoundSecrets): string =>
  isEventStream(body) ? maskEventStream(body, found) : maskOther(body, found);

/** Looks for no event stream within an event, so that events cannot nest too deeply. */
function maskOther(body: Body, found: FoundSecrets): string {
  const { text, contentType } = body;
  if (text.trim() === '') return text;
  const json = readJson(text);
  if (json && typeof json.value === 'object') {
    const masked = maskJson(json.value, found, 0);
    return writeJson(text, body.hasTokens ? maskRandom(masked, found) : masked);
  }
  if (/^multipart\//i.test(contentType)) return maskMultipart(body, found);
  if (/^text\/(csv|tab-separated-values)/i.test(contentType) && !body.sensitive) return maskCsv(text, found);
  if (isForm(body)) return maskPairs(text.trim(), found);
  const lines = text.split(/\r?\n/).map((line) => ({ line, json: readJson(line) }));
  if (lines.every(({ line, json: value }) => !line.trim() || typeof value?.value === 'object')) {
    return lines
      .map(({ line, json: value }) => (value ? writeJson(line, maskJson(value.value, found, 0)) : line))
      .join('\n');
  }
  return maskUnknown(body, found);
}

/** Masks values that look random, whatever their names. */
const maskRandom = (value: unknown, found: FoundSecrets): unknown =>
  JSON.parse(JSON.stringify(value), (_name, member: unknown) =>
    typeof member === 'string' && looksRandom(member) ? maskSecret(member, found) : member,
  );

function isEventStream({ text, contentType }: Body): boolean {
  if (/^multipart\//i.test(contentType)) return false;
  const isStream = /^text\/event-stream/i.test(contentType) || /^\ufeff?(data|event|id|retry):/m.test(text);
  return isStream && typeof readJson(text)?.value !== 'object';
}

function maskUnknown({ text, sensitive }: Body, found: FoundSecrets): string {
  if (sensitive || looksRandom(text.trim())) {
    // A plain word, or several words, are no secret: `Forbidden` and the words of truncated JSON also occur elsewhere.
    if (/^(?![A-Z]?[a-z]{1,15}[.!]?$)[^\s{}[\]"<>]+$/.test(text.trim())) found.add(text.trim());
    return maskWhole(text);
  }
  return maskText(text, found);
}

/** Whether a text is pairs of parameter names and values. */
function isForm({ text, contentType }: Body): boolean {
  // A text of base64 with padding is no form.
  if (/^[A-Za-z0-9+/_-]{16,}={1,2}$/.test(text.trim())) return false;
  return (
    /^[\w.~%+[\]-]+=[^\s&]*(&[\w.~%+[\]-]+=[^\s&]*)*$/.test(text.trim()) ||
    (/^application\/x-www-form-urlencoded/i.test(contentType) &&
      !/^\s*[{[<]/.test(text) &&
      text.includes('='))
  );
}

/** Masks each event of a stream; its data lines are one text (HTML, server-sent events). */
function maskEventStream({ text, sensitive }: Body, found: FoundSecrets): string {
  const lines = text.split(/\r\n|\r|\n/);
  const masked: string[] = [];
  let data: string[] = [];
  function endData(): void {
    if (!data.length) return;
    const whole = data.join('\n');
    const shown = maskOther({ text: whole, contentType: '', sensitive }, found);
    masked.push(...shown.split('\n').map((line) => `data: ${line}`));
    data = [];
  }
  for (const line of lines) {
    const [, value] = /^\ufeff?data:? ?(.*)$/s.exec(line) ?? [];
    if (value !== undefined) {
      data.push(value);
      continue;
    }
    endData();
    const known = /^((?:event|id|retry)?:)(\s*)(.*)$/s.exec(line);
    if (known) masked.push(`${known[1]}${known[2]}${maskText(known[3] ?? '', found)}`);
    else masked.push(line === '' ? line : maskUnknown({ text: line, contentType: '', sensitive }, found));
  }
  endData();
  return masked.join('\n');
}

/** Masks the parts of a multipart form (RFC 7578), or all of it when the boundary is broken. */
function maskMultipart(body: Body, found: FoundSecrets): string {
  const { text, contentType, sensitive, depth = 0 } = body;
  if (depth >= DEEPEST_MULTIPART) return maskUnknown({ ...body, sensitive: true }, found);
  const boundary = /boundary="?([^";]+)/i.exec(contentType)?.[1];
  const parts = boundary ? text.split(`--${boundary}`) : [];
  if (parts.length < 3) return maskUnknown({ ...body, sensitive: true }, found);
  return parts
    .map((part) => {
      const [, headers = '', gap = '', content = ''] = /^(.*?)(\r?\n\r?\n)(.*)$/s.exec(part) ?? [];
      if (!gap) return /^(--)?\s*$/.test(part) ? part : maskWhole(part);
      const name = /\bname="?([^";\r\n]*)/i.exec(headers)?.[1] ?? '';
      const type = /^content-type:\s*(.*)$/im.exec(headers)?.[1] ?? '';
      const value = content.replace(/\r?\n$/, '');
      const named = maskValue(name, value, found);
      const masked =
        named === value
          ? maskBody(
              { text: value, contentType: type, sensitive: sensitive && !name, depth: depth + 1 },
              found,
            )
          : named;
      return `${maskHeaderLines(headers, found)}${gap}${masked}${content.slice(value.length)}`;
    })
    .join(`--${boundary}`);
}

/** A `name` in a `Content-…` header is the name of the part, not of a value in the header. */
function maskHeaderLines(headers: string, found: FoundSecrets): string {
  return headers.replace(/[^\r\n]+/g, (line) => {
    const [, name = '', gap = '', value] = /^([\w-]+)(:[ \t]*)(.*)$/s.exec(line) ?? [];
    if (value === undefined || /^content-(?!location)/i.test(name)) return found.maskIn(line);
    return `${found.maskIn(name)}${gap}${maskHeader(name, value, found)}`;
  });
}
