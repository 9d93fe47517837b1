/** The kind of a response body, as far as the kind shows whether an MCP server sent the body. */
export type Content =
  | 'JSON-RPC result'
  | 'JSON-RPC error'
  | 'JSON-RPC with mistakes'
  /** A response that a client cannot match to its request. */
  | 'JSON-RPC with another id'
  | 'JSON-RPC of another Content-Type'
  /** A stream that was not read up to the response. */
  | 'event stream'
  | 'event stream without a response'
  /** A stream whose last event is the response, without the empty line that ends an event. */
  | 'event stream with an unfinished response'
  /** A stream whose events have IDs. A client resumes such a stream, and may then get the response (MCP 2025-11-25). */
  | 'event stream to be resumed'
  /** A stream that was still open when the report stopped waiting. A client would wait longer. */
  | 'event stream without a response for eight seconds'
  /** A stream that begins with the `endpoint` event of MCP 2024-11-05. */
  | 'stream of HTTP+SSE'
  | 'web page'
  /** A document of another type, such as an image. */
  | 'document'
  | 'JSON, not JSON-RPC'
  | 'text'
  | 'nothing';

export type ReadOfResponse = 'to its end' | 'for a time';

type Json = Readonly<Record<string, unknown>>;

/** The parts of a response that decide its kind. */
export interface Body {
  type: string | null;
  ok: boolean;
  /** Only the beginning of a large body, so a large body does not parse as JSON. */
  text: string;
  /** The JSON object in the body, or the response in a stream. */
  json: Json | undefined;
  /** For a stream: whether it was read to its end, or until the report stopped waiting for a response. */
  read?: ReadOfResponse | undefined;
}

/** The media type of a Content-Type, without its parameters (RFC 9110 §8.3.1). */
const mediaTypeOf = (type: string | null): string => (type?.split(';')[0] ?? '').trim().toLowerCase();

export const isStreamType = (type: string | null): boolean => mediaTypeOf(type) === 'text/event-stream';

export function contentOf({ type, ok, text, json, read }: Body): Content {
  if (isStreamType(type)) {
    if (/^event:\s*endpoint\s*$/m.test(text)) return 'stream of HTTP+SSE';
    if (json) return kindOf(json);
    if (messagesIn(text).some((message) => isResponse(objectIn(message)))) return 'JSON-RPC with another id';
    if (responseInStream(`${text}\n\n`)) return 'event stream with an unfinished response';
    if (read === undefined) return 'event stream';
    if (read === 'to its end' && /^id: ?\S/m.test(text)) return 'event stream to be resumed';
    return `event stream without a response${read === 'to its end' ? '' : ' for eight seconds'}`;
  }
  if (json?.jsonrpc === '2.0') {
    // Clients read the body of a refusal, whatever the media type.
    return ok && mediaTypeOf(type) !== 'application/json' ? 'JSON-RPC of another Content-Type' : kindOf(json);
  }
  if (json) return isResponse(json) && hasOurId(json) ? 'JSON-RPC with mistakes' : 'JSON, not JSON-RPC';
  if (/^\s*\{\s*"(jsonrpc"\s*:\s*"2\.0"\s*,\s*"(id"\s*:\s*1\s*,\s*"result)|result)"/.test(text)) {
    return 'JSON-RPC result';
  }
  if (/html/.test(mediaTypeOf(type)) || /^\s*<(!doctype html|html)/i.test(text)) return 'web page';
  if (!text) return 'nothing';
  // A refusal in XML contains readable words.
  return isBinary(text) || (ok && !TYPES_OF_TEXT.test(mediaTypeOf(type))) ? 'document' : 'text';
}

const TYPES_OF_TEXT = /^$|^text\/plain$|[/+](json|jwt)$|x-www-form-urlencoded$/;

/** Whether a body begins like a PDF file, or was decoded from octets that are not text. */
const isBinary = (text: string): boolean => /^%PDF-|\uFFFD/.test(text.slice(0, 1_000)) || text.includes('\0');

const OF_A_RESULT = ['jsonrpc', 'id', 'result'];

/**
 * A client refuses a response if it has a member that JSON-RPC 2.0 does not allow beside `result`, such as `"error":
 * null`, or if it lacks the ID of the request.
 */
function kindOf(json: Json): Content {
  if (!('result' in json)) return 'JSON-RPC error';
  const { result } = json;
  if (!hasOurId(json)) return 'JSON-RPC with another id';
  const isObject = typeof result === 'object' && result !== null && !Array.isArray(result);
  return isObject && Object.keys(json).every((name) => OF_A_RESULT.includes(name))
    ? 'JSON-RPC result'
    : 'JSON-RPC with mistakes';
}

/** The JSON object in a body, or the response to the only request in a JSON-RPC batch. */
export function objectIn(text: string): Record<string, unknown> | undefined {
  const value = parsed(text);
  // A batch may begin with requests and notifications of the server.
  const object: unknown = Array.isArray(value)
    ? value.find((each) => Object(each).jsonrpc === '2.0' && !('method' in each))
    : value;
  return typeof object === 'object' && object !== null && !Array.isArray(object) ? { ...object } : undefined;
}

/** The response to the only request, in an event stream. */
export function responseInStream(text: string): Record<string, unknown> | undefined {
  return messagesIn(text)
    .map(objectIn)
    .find((message) => message !== undefined && hasOurId(message) && isResponse(message));
}

/** Whether an object looks like a response, and not like a request or a notification of the server. */
const isResponse = (json: Json | undefined): boolean =>
  json !== undefined && !('method' in json) && ('result' in json || 'error' in json);

/** Clients accept the ID of their request as a string, too. */
const hasOurId = ({ id }: Json): boolean => id === 1 || id === '1';

/**
 * The data of the last complete event with the name `error`. Such an event is no message (MCP 2025-11-25, transports).
 */
export const errorEventIn = (text: string): string | undefined => messagesIn(text, 'error').at(-1);

/** The data of the complete events with this name (HTML, §9.2.6). */
function messagesIn(text: string, wanted = 'message'): string[] {
  const events = text.replace(/^\uFEFF/, '').split(/(?:\r\n|\r|\n){2}/);
  return events.slice(0, -1).flatMap((event) => {
    const lines = event.split(/\r\n|\r|\n/);
    const valuesOf = (field: string) =>
      lines.flatMap((line) =>
        line.startsWith(`${field}:`) ? [line.slice(field.length + 1).replace(/^ /, '')] : [],
      );
    const name = valuesOf('event').at(-1) || 'message';
    return name === wanted ? [valuesOf('data').join('\n')] : [];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
