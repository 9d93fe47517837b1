/**
 * How much of an MCP server is read and kept. The numbers are far above what honest servers send (a result of 5 MB
 * passes), and low enough that a page which meets them stays alive.
 */
export const LIMITS = {
  /** Of one JSON-RPC message, in octets. */
  messageOctets: 16 * 1024 * 1024,
  /** Of one response with several messages (SSE), in octets and in messages. */
  streamOctets: 64 * 1024 * 1024,
  streamMessages: 10_000,
  /** Of a stream, lines of fields that event streams do not have: a parser takes each for an error. */
  unknownLines: 1_000,
  /** Objects and lists within each other: `JSON.stringify` and others recurse. */
  depth: 200,
  /** Values of one message, counted by the commas between them: each costs far more than its octets. */
  values: 1_000_000,
  /** Of a response that is an error by its status, in octets: it has a few words at most. */
  errorOctets: 64 * 1024,
  /** Of a list (tools, resources, prompts), in items and in pages. */
  listed: 1_000,
  pages: 64,
  /** Of a name that a call or a link has to repeat, in UTF-16 code units. */
  name: 1_024,
  /** Pending elicitations of one server. */
  elicitations: 20,
  /** Without a word of the server during a call, in milliseconds. */
  silenceMs: 5 * 60_000,
  /** Between two attempts to open a stream again, in milliseconds, whatever the server asks for. */
  reconnectionMs: { least: 250, most: 60_000 },
} as const;

/** What stopped the reading of a response. */
export type ReadingLimit =
  | 'message octets'
  | 'stream octets'
  | 'stream messages'
  | 'unknown lines'
  | 'depth'
  | 'values';

const count = (number: number): string => number.toLocaleString('en');
const mebibytes = (octets: number): string => `${octets / 1024 / 1024} MiB`;

/** What a person is told. */
export const READING_STOPPED: Readonly<Record<ReadingLimit, string>> = {
  'message octets': `The server sent a message of more than ${mebibytes(LIMITS.messageOctets)}. This page read no further and shows nothing of it.`,
  'stream octets': `The server sent more than ${mebibytes(LIMITS.streamOctets)} in answer to one request. This page read no further.`,
  'stream messages': `The server sent more than ${count(LIMITS.streamMessages)} messages in answer to one request. This page read no further.`,
  'unknown lines': `The server sent more than ${count(LIMITS.unknownLines)} lines that no event stream has, in answer to one request. This page read no further.`,
  depth: `The server sent a message that is nested more than ${LIMITS.depth} levels deep. This page shows nothing of it.`,
  values: `The server sent a message of more than ${count(LIMITS.values)} values. This page read no further and shows nothing of it.`,
};
