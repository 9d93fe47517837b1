/**
 * How much data from an MCP server the app reads and keeps. The limits are far above what honest servers send (a result
 * of 5 MB passes), and low enough that a page which reaches them stays usable.
 */
export const LIMITS = {
  /** The size of one JSON-RPC message, in octets. */
  messageOctets: 16 * 1024 * 1024,
  /** The size of one response with several messages (SSE), in octets and in messages. */
  streamOctets: 64 * 1024 * 1024,
  streamMessages: 10_000,
  /** Lines with an unknown field, in one stream: the parser creates an error for each such line. */
  unknownLines: 1_000,
  /** How deep objects and lists may be nested: `JSON.stringify` and other functions recurse. */
  depth: 200,
  /** Values of one message, counted by the commas between them. A value takes far more memory than its octets. */
  values: 1_000_000,
  /** Values in the outer levels of one message. The MCP client checks each of them, which takes longer than reading. */
  outerValues: 50_000,
  /**
   * Values that the MCP client checks: in a page of a list, and in any other message. Structured content does not
   * count, because it is not checked.
   */
  checkedValues: { list: 250_000, other: 5_000 },
  /** The parts of a result: blocks of content, contents of a resource, messages of a prompt. */
  parts: 200,
  /** The size of a response with an error status, in octets: an error text is short. */
  errorOctets: 64 * 1024,
  /** The length of a list (tools, resources, prompts), in items, in pages, and in characters of its JSON and its cursors. */
  listed: 1_000,
  pages: 64,
  listCharacters: 16_000_000,
  /** How many malformed items of a list the app describes. */
  refused: 5,
  /** The length, in UTF-16 code units, of a name that calls and links contain. */
  name: 1_024,
  /** Pending elicitations of one server. */
  elicitations: 20,
  /** Requests that end a session: the longest wait for a response, in milliseconds, and how many may wait at once. */
  endingMs: 5_000,
  endings: 2,
  /** How long a server may be silent during a call, and in the middle of an event, in milliseconds. */
  silenceMs: 5 * 60_000,
  openEventMs: 30_000,
  /** How long to wait for the response to the newer handshake, in milliseconds: some older servers never respond. */
  newerHandshakeMs: 15_000,
  /** How long to wait for the empty response to a notification, in milliseconds. */
  acceptanceMs: 10_000,
  /** Bounds of the delay before a stream is reopened, in milliseconds: a server may ask for any delay. */
  reconnectionMs: { least: 250, most: 60_000 },
  /** How many streams are reopened, or lists reloaded, without a wait; after that, one in this many milliseconds. */
  repetitions: { atOnce: 10, everyMs: 10_000 },
} as const;

/** What stopped the reading of a response. */
export type ReadingLimit =
  | 'message octets'
  | 'stream octets'
  | 'stream messages'
  | 'unknown lines'
  | 'depth'
  | 'values'
  | 'outer values'
  | 'checked values';

const count = (number: number): string => number.toLocaleString('en');
const mebibytes = (octets: number): string => `${octets / 1024 / 1024} MiB`;

/** The message for the user. */
export const READING_STOPPED: Readonly<Record<ReadingLimit, string>> = {
  'message octets': `The server sent a message of more than ${mebibytes(LIMITS.messageOctets)}. This page read no further and shows nothing of it.`,
  'stream octets': `The server sent more than ${mebibytes(LIMITS.streamOctets)} in response to one request. This page read no further.`,
  'stream messages': `The server sent more than ${count(LIMITS.streamMessages)} messages in response to one request. This page read no further.`,
  'unknown lines': `The server sent more than ${count(LIMITS.unknownLines)} lines with a field that event streams do not have, in response to one request. This page read no further.`,
  depth: `The server sent a message that is nested more than ${LIMITS.depth} levels deep. This page shows nothing of it.`,
  values: `The server sent a message of more than ${count(LIMITS.values)} values. This page read no further and shows nothing of it.`,
  'outer values': `The server sent a message of more than ${count(LIMITS.outerValues)} values in its outer levels. This page read no further and shows nothing of it.`,
  'checked values': `The server sent a message of more than ${count(LIMITS.checkedValues.other)} values besides its structured content, or a page of a list with more than ${count(LIMITS.checkedValues.list)} values. This page shows nothing of it.`,
};
