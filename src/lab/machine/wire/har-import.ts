import { findNodeAtLocation, type ParseError, parse as parseJson, parseTree } from 'jsonc-parser';
import { isPrintableFieldValue, isToken } from '../../../oauth/curl-command.ts';
import type { Actor, Channel, Exchange, Outcome, WireMessage, WireResponse } from './exchange.ts';
import { LONGEST_ADDRESS, MOST_HEADERS } from './har-limits.ts';
import { depthOf } from './mask-json.ts';

/** A HAR that cannot be read: the message names the line and the reason. */
export class HarError extends Error {
  override readonly name = 'HarError';
}

/** The longest file that is read, in UTF-16 code units. */
export const MOST_CHARACTERS = 50_000_000;
const MOST_ENTRIES = 10_000;
/** A HAR has seven levels, and other tools add a few more levels. */
const DEEPEST = 100;
const ACTORS: readonly Actor[] = ['browser', 'client', 'authorization server', 'MCP server', 'attacker'];

/**
 * Reads a HAR 1.2, ours or another tool's, as a log. In a file without the members that our export adds (actors and
 * channel), every message counts as sent by the client, on the back channel. A method, a header or an address that
 * HTTP does not allow is refused, because people paste what the lab shows into a shell.
 *
 * @throws HarError, and nothing else, for any text.
 */
export function importHar(text: string): Exchange[] {
  if (text.length > MOST_CHARACTERS) {
    throw new HarError(
      `This file has ${text.length} characters. The most that can be opened is ${MOST_CHARACTERS}.`,
    );
  }
  const { log }: { log?: unknown } = Object(parse(text));
  const { entries }: { entries?: unknown } = Object(log);
  if (!Array.isArray(entries)) throw new HarError('Line 1: log.entries is not a list.');
  if (entries.length > MOST_ENTRIES) {
    throw new HarError(
      `This file has ${entries.length} entries. The most that can be opened is ${MOST_ENTRIES}.`,
    );
  }
  return entries.map((entry: unknown, index) => {
    try {
      return readEntry(Object(entry), index);
    } catch (error) {
      if (!(error instanceof BrokenEntry)) throw error;
      throw new HarError(`Line ${lineOfEntry(text, index)}, entry ${index + 1}: ${error.message}.`);
    }
  });
}

/** An error in one entry, before its line is known. */
class BrokenEntry extends Error {}

function parse(text: string): unknown {
  if (depthOf(text) > DEEPEST) {
    throw new HarError(
      `This file nests lists and objects more than ${DEEPEST} deep. No HAR is nested so deep: open another file.`,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    // This parser is slower, but reports the position of an error.
    const errors: ParseError[] = [];
    try {
      parseJson(text, errors, { disallowComments: true });
    } catch {
      // If invalid JSON nests too deep, the parser throws, but has already reported the first error.
    }
    throw new HarError(`Line ${lineAt(text, errors[0]?.offset ?? 0)}: this is not JSON.`);
  }
}

const lineAt = (text: string, position: number): number => text.slice(0, position).split('\n').length;

/** The line of an entry, or of its request if it has one. */
function lineOfEntry(text: string, index: number): number {
  const tree = parseTree(text);
  const path = ['log', 'entries', index];
  const node = tree && (findNodeAtLocation(tree, [...path, 'request']) ?? findNodeAtLocation(tree, path));
  return lineAt(text, node?.offset ?? 0);
}

function readEntry(entry: Record<string, unknown>, index: number): Exchange {
  const request = readRequest(Object(entry.request));
  const { startedDateTime } = entry;
  const atMs = typeof startedDateTime === 'string' ? Date.parse(startedDateTime) : Number.NaN;
  if (Number.isNaN(atMs)) throw new BrokenEntry('its startedDateTime is not a time');
  return {
    id: index + 1,
    atMs,
    from: ACTORS.find((actor) => actor === entry._from) ?? 'client',
    to: ACTORS.find((actor) => actor === entry._to) ?? guessReceiver(request.url),
    channel: readChannel(entry._channel),
    request,
    outcome: readOutcome(entry),
    serverView: [],
  };
}

function readRequest(request: Record<string, unknown>): WireMessage {
  const { method, url } = request;
  if (typeof method !== 'string') throw new BrokenEntry('its request has no method');
  if (!isToken(method)) throw new BrokenEntry('the method of its request is not a token (RFC 9110 §9.1)');
  if (typeof url !== 'string' || !URL.canParse(url)) throw new BrokenEntry('its request has no address');
  if (url.length > LONGEST_ADDRESS) {
    throw new BrokenEntry(`the address of its request is longer than ${LONGEST_ADDRESS} characters`);
  }
  return {
    method,
    url: isPrintableFieldValue(url) ? url : new URL(url).href,
    headers: readHeaders(request.headers, 'request'),
    body: readBody(request.postData, 'request'),
  };
}

const readChannel = (channel: unknown): Channel => (channel === 'front' ? 'front' : 'back');

const guessReceiver = (url: string): Actor =>
  /\/(authorize|token|oauth-authorization-server|openid-configuration)/.test(new URL(url).pathname)
    ? 'authorization server'
    : 'MCP server';

function readOutcome(entry: Record<string, unknown>): Outcome {
  const { status = 0, headers, content }: Record<string, unknown> = Object(entry.response);
  // Tools write 0 or -1 where no response came.
  if (typeof status !== 'number' || !Number.isInteger(status) || status > 999) {
    throw new BrokenEntry('the status of its response is not an HTTP status');
  }
  if (status <= 0) {
    const known = (['left', 'dropped', 'hidden'] as const).find((kind) => kind === entry._outcome);
    return { kind: known ?? 'failed' };
  }
  const response: WireResponse = {
    status,
    headers: readHeaders(headers, 'response'),
    body: readBody(content, 'response'),
  };
  return { kind: 'answered', tookMs: readTookMs(entry.time), response };
}

/** Tools write -1 where a time is not known. `1e999` is a number in JSON, but too large for JavaScript. */
const readTookMs = (time: unknown): number =>
  typeof time === 'number' && Number.isFinite(time) ? Math.max(0, Math.round(time)) : 0;

/** A body, as text or in base64 (HAR 1.2, `content.encoding`). Octets that are not text are omitted. */
function readBody(content: unknown, of: 'request' | 'response'): string {
  const { text, encoding }: { text?: unknown; encoding?: unknown } = Object(content);
  if (text === undefined || text === null) return '';
  if (typeof text !== 'string') throw new BrokenEntry(`the body of its ${of} is not text`);
  if (encoding !== 'base64') return text;
  try {
    const octets = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return '';
  }
}

function readHeaders(headers: unknown, of: 'request' | 'response'): Record<string, string> {
  if (headers === undefined || headers === null) return {};
  if (!Array.isArray(headers)) throw new BrokenEntry(`the headers of its ${of} are not a list`);
  if (headers.length > MOST_HEADERS) throw new BrokenEntry(`its ${of} has more than ${MOST_HEADERS} headers`);
  const read = new Map<string, string>();
  for (const [index, header] of headers.entries()) {
    const { name, value }: { name?: unknown; value?: unknown } = Object(header);
    const which = `header ${index + 1} of its ${of}`;
    if (typeof name !== 'string' || typeof value !== 'string')
      throw new BrokenEntry(`${which} has no name or no value`);
    // Pseudo-headers of HTTP/2 (RFC 9113 §8.3) repeat the method and the address.
    if (/^:(method|scheme|authority|path|status|protocol)$/.test(name)) continue;
    if (!isToken(name)) throw new BrokenEntry(`the name of ${which} is not a token (RFC 9110 §5.1)`);
    if (!isPrintableFieldValue(value))
      throw new BrokenEntry(`the value of ${which} has a control character (RFC 9110 §5.5)`);
    const before = read.get(name.toLowerCase());
    const separator = name.toLowerCase() === 'cookie' ? '; ' : ', ';
    read.set(name.toLowerCase(), before === undefined ? value : before + separator + value);
  }
  return Object.fromEntries(read);
}
