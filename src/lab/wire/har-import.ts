import { type ParseError, parse as parseJson } from 'jsonc-parser';
import type { Actor, Channel, Exchange, Outcome } from './exchange.ts';

/** A HAR that could not be read: says which line broke, and why. */
export class HarError extends Error {
  override readonly name = 'HarError';
}

const LARGEST_BYTES = 50_000_000;
const ACTORS: readonly Actor[] = ['browser', 'client', 'authorization server', 'MCP server', 'attacker'];

/**
 * Reads a HAR 1.2, ours or another tool's, as a run that can be looked at. What our own export adds (who, on
 * which channel) is taken if it is there; else the client sent everything, on the back channel.
 *
 * @throws HarError.
 */
export function importHar(text: string): Exchange[] {
  if (text.length > LARGEST_BYTES) throw new HarError('This file is larger than 50 MB.');
  const { log }: { log?: unknown } = Object(parse(text));
  const { entries }: { entries?: unknown } = Object(log);
  if (!Array.isArray(entries)) throw new HarError('Line 1: there is no list at log.entries.');
  return entries.map((entry: unknown, index) => readEntry(Object(entry), index, text));
}

function parse(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parseJson(text, errors, { disallowComments: true });
  const [error] = errors;
  if (error) throw new HarError(`Line ${lineAt(text, error.offset)}: this is not JSON.`);
  return value;
}

const lineAt = (text: string, position: number): number => text.slice(0, position).split('\n').length;

/** Where the request of an entry stands, for whoever has to mend the file. */
function lineOfEntry(text: string, index: number): number {
  const positions = [...text.matchAll(/"request"\s*:/g)].map(({ index: position }) => position);
  return lineAt(text, positions[index] ?? text.length);
}

function readEntry(entry: Record<string, unknown>, index: number, text: string): Exchange {
  const broken = (what: string) =>
    new HarError(`Line ${lineOfEntry(text, index)}, entry ${index + 1}: ${what}.`);
  const request: Record<string, unknown> = Object(entry.request);
  const { method, url } = request;
  if (typeof method !== 'string') throw broken('its request has no method');
  if (typeof url !== 'string' || !URL.canParse(url)) throw broken('its request has no address');
  const atMs = Date.parse(String(entry.startedDateTime));
  if (Number.isNaN(atMs)) throw broken('its startedDateTime is no time');
  const { text: body }: { text?: unknown } = Object(request.postData);
  return {
    id: index + 1,
    atMs,
    from: ACTORS.find((actor) => actor === entry._from) ?? 'client',
    to: ACTORS.find((actor) => actor === entry._to) ?? guessReceiver(url),
    channel: readChannel(entry._channel),
    request: {
      method,
      url,
      headers: readHeaders(request.headers),
      body: typeof body === 'string' ? body : '',
    },
    outcome: readOutcome(entry),
    serverView: [],
  };
}

const readChannel = (channel: unknown): Channel => (channel === 'front' ? 'front' : 'back');

const guessReceiver = (url: string): Actor =>
  /\/(authorize|token|oauth-authorization-server|openid-configuration)/.test(new URL(url).pathname)
    ? 'authorization server'
    : 'MCP server';

function readOutcome(entry: Record<string, unknown>): Outcome {
  const response: Record<string, unknown> = Object(entry.response);
  const { status } = response;
  if (typeof status !== 'number' || status === 0) {
    const known = (['left', 'dropped', 'hidden'] as const).find((kind) => kind === entry._outcome);
    return { kind: known ?? 'failed' };
  }
  const { text: body }: { text?: unknown } = Object(response.content);
  return {
    kind: 'answered',
    tookMs: typeof entry.time === 'number' ? Math.round(entry.time) : 0,
    answer: { status, headers: readHeaders(response.headers), body: typeof body === 'string' ? body : '' },
  };
}

function readHeaders(headers: unknown): Record<string, string> {
  if (!Array.isArray(headers)) return {};
  const named = headers.map((header: unknown): { name?: unknown; value?: unknown } => Object(header));
  return Object.fromEntries(named.map(({ name, value }) => [String(name).toLowerCase(), String(value)]));
}
