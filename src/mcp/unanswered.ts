import { type StreamableHTTPClientTransport, specTypeSchemas } from '@modelcontextprotocol/client';
import { isReadableError, readableError } from './readable-error.ts';
import { wordsIn } from './server-words.ts';
import { parsed, readableMessage } from './understood-values.ts';

/** The error code for a request that got no response; JSON-RPC reserves its range for implementations. */
export const UNANSWERED_CODE = -32_098;

/** How a server left a request without a response. */
export type Unanswered = keyof typeof UNANSWERED;

/** The message for the user. */
export const UNANSWERED = {
  'stream ended': 'The server ended the stream of events without a valid response to this request.',
  'not resumed':
    'The server ended the stream of events, and this page could not resume the stream. Perhaps the network failed, or the server does not allow the request header Last-Event-ID (CORS).',
  'resumption refused': 'The server ended the stream of events, and did not resume the stream.',
  'no message': 'The server sent JSON-RPC in the stream, but not in the data of an event named “message”.',
  'open event': 'The server began an event, and did not end it: an event ends with a blank line.',
  empty: 'The server accepted the request, and sent no response to it.',
  'another id': 'The server sent a response without the id of the request, so it does not match the request.',
  cancelled: 'The server cancelled the request.',
  invalid: 'The MCP server did not respond as it should.',
};

/** The JSON-RPC error for a missing response. `more` has the reason: words of the server, or problems of the response. */
export function unansweredError(
  id: string | number,
  how: Unanswered,
  more: { said?: unknown; issues?: string } = {},
) {
  const error = { code: UNANSWERED_CODE, message: UNANSWERED[how], data: { unanswered: how, ...more } };
  return { jsonrpc: '2.0' as const, id, error };
}

/** Whether a message in a stream may explain a missing response: the message cancels the request, or is a malformed response. */
export function isReason(message: unknown, id: string | number): boolean {
  const { method, params }: { method?: unknown; params?: unknown } = Object(message);
  if (method === undefined) return Object.keys(Object(message)).length > 0;
  return method === 'notifications/cancelled' && Object(params).requestId === id;
}

/** The JSON-RPC error that replaces a missing response after such a message; `undefined` if the message is valid. */
export function errorAfter(message: unknown, id: string | number) {
  const { method, params }: { method?: unknown; params?: unknown } = Object(message);
  if (method !== undefined) return unansweredError(id, 'cancelled', { said: Object(params).reason });
  const { issues } = specTypeSchemas.JSONRPCMessage['~standard'].validate(message);
  return issues && unansweredError(id, 'invalid', { issues: JSON.stringify(issues) });
}

/**
 * The text of a JSON body in which the request has its response. The SDK would wait forever for a response with another
 * ID. An error with another ID, or without one, is about this request, because a body answers only one request
 * (JSON-RPC 2.0 §5). An error that lacks a code or a message gets the missing one, and a result beside an error is dropped:
 * otherwise, the SDK would refuse the response and lose the words. A body that is not JSON-RPC becomes an error that
 * quotes the body.
 */
export function answeredText(text: string, id: string | number): string {
  const given = [parsed(text)].flat();
  const messages = given.map((message): Record<string, unknown> => Object(readableMessage(message)));
  const responses = messages.filter((message) => 'result' in message || 'error' in message);
  const own = responses.find((response) => isIdOf(response, id));
  const { error } = own ?? responses.find((response) => response.error != null) ?? {};
  const isReadable = own !== undefined && !('result' in own) && isReadableError(error);
  if (error != null && !isReadable)
    return JSON.stringify({
      jsonrpc: '2.0',
      id,
      error: isReadableError(error) ? error : readableError(error),
    });
  const isKept = /^\s*[^\s"]/.test(text) && messages.every((message, at) => message === given[at]);
  if (own) return isKept ? text : JSON.stringify(messages);
  if (!responses.length) {
    const words = wordsIn(messages[0]);
    return words === undefined ? text : JSON.stringify({ jsonrpc: '2.0', id, error: readableError(words) });
  }
  return JSON.stringify(unansweredError(id, 'another id'));
}

/** Whether a message has the ID of a request. Some servers return a number as text. */
const isIdOf = (message: { id?: unknown }, id: string | number): boolean =>
  message.id === id || message.id === String(id);

/** Whether a message, or a batch, has the result of another request. */
export const isOtherResponse = (value: unknown, id: string | number): boolean =>
  [value].flat().some((message) => 'result' in Object(message) && !isIdOf(Object(message), id));

/** Whether a body has a response of JSON-RPC. */
export const hasResponse = (text: string): boolean =>
  [parsed(text)]
    .flat()
    .map((message): object => Object(message))
    .some((message) => 'jsonrpc' in message && ('result' in message || 'error' in message));

/** The statuses of responses without a body. */
export const WITHOUT_BODY = [204, 205, 304];

/**
 * Fails a request when its stream ends without a response, because the SDK would wait for the response forever. The
 * error does no harm to a request that has its response: request ids are unique, and the SDK ignores the error.
 *
 * @param onRequest is called for each request.
 */
export function failUnanswered(
  transport: StreamableHTTPClientTransport,
  failedResumption: (eventId: string | undefined) => { how: Unanswered; said?: string } | undefined,
  onRequest: (method: string, id: string | number) => void,
): void {
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    const id = 'id' in message ? message.id : undefined;
    // A subscription ends with its stream, so the end of this stream is no failure.
    if (id === undefined || options?.onRequestStreamEnd) return send(message, options);
    if ('method' in message) onRequest(message.method, id);
    let lastEventId: string | undefined;
    return send(message, {
      ...options,
      onresumptiontoken(eventId) {
        lastEventId = eventId;
      },
      onRequestStreamEnd() {
        const { how, ...more } = failedResumption(lastEventId) ?? { how: 'stream ended' };
        transport.onmessage?.(unansweredError(id, how, more));
      },
    });
  };
}
