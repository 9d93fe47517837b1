import { createEventReader, eventOf } from './event-stream.ts';
import { LIMITS, READING_STOPPED, type ReadingLimit } from './limits.ts';
import { createMessageMeter, createStreamMeter } from './message-meter.ts';
import { answeredText } from './unanswered.ts';

/** The error code for a response that was not read to its end; JSON-RPC reserves its range for implementations. */
export const READING_STOPPED_CODE = -32_099;

/**
 * Limits how much of a response of an MCP server is read, by {@link LIMITS}. If the response exceeds a limit, the
 * connection is closed, and the request gets a JSON-RPC error instead of its result. The `data` of the error names the
 * limit.
 *
 * @param requestId the id of the pending request; absent for a notification and for a listening stream.
 * @param onHeard is called for each part of a stream that responds to a request.
 */
export async function boundedResponse(
  response: Response,
  requestId?: string | number,
  onHeard?: () => void,
): Promise<Response> {
  // A response with one of these statuses must have no body, but a browser may give it an empty body.
  if (!response.body || [204, 205, 304].includes(response.status)) return response;
  // Some proxies repeat the header `Content-Type`.
  const [type, ...others] = String(response.headers.get('Content-Type')).split(', ');
  if (type && others.includes(type))
    return boundedResponse(withType(response, response.body, type), requestId, onHeard);
  if (isStream(response)) return new Response(boundedStream(response.body, requestId, onHeard), response);
  const body = await boundedBody(response.body, response.ok, requestId);
  if (!response.ok || requestId === undefined) return new Response(body, response);
  // A text would get a Content-Type that the server did not send.
  return new Response(new Blob([answeredText(await new Response(body).text(), requestId)]), response);
}

/** The response with another body and another Content-Type. */
export function withType({ status, headers }: Response, body: BodyInit, type: string): Response {
  const typed = new Headers(headers);
  typed.set('Content-Type', type);
  return new Response(body, { status, headers: typed });
}

export const isStream = ({ ok, headers }: Response): boolean =>
  ok && /^text\/event-stream\s*(;|$)/i.test(String(headers.get('Content-Type')));

function errorMessage(limit: ReadingLimit, id: string | number | undefined): string {
  const error = { code: READING_STOPPED_CODE, message: READING_STOPPED[limit], data: { limit } };
  return JSON.stringify({ jsonrpc: '2.0', id: id ?? null, error });
}

const encoded = (text: string) => new TextEncoder().encode(text);

/** The encoding of JSON that a server sends in UTF-16 by mistake, with or without a byte order mark. */
function utf16In([first, second]: Uint8Array): string | undefined {
  if (first === 254 || first === 0) return 'utf-16be';
  return first === 255 || second === 0 ? 'utf-16le' : undefined;
}

/**
 * Reads a body to its end, or up to a limit. If the body of an error response is too long, or fails, the part that was
 * read is enough, because the status and the headers matter more.
 */
async function boundedBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  ok: boolean,
  requestId: string | number | undefined,
): Promise<BlobPart> {
  const exceeds = createMessageMeter();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let decoder: TextDecoder | undefined;
  const reader = body.getReader();
  const read = () =>
    reader.read().catch((error: unknown) => {
      if (ok) throw error;
      return { done: true } as const;
    });
  for (let part = await read(); !part.done; part = await read()) {
    size += part.value.byteLength;
    if (!ok && size > LIMITS.errorOctets) {
      letGo(reader);
      break;
    }
    const encoding = parts.length ? undefined : utf16In(part.value);
    if (encoding) decoder = new TextDecoder(encoding);
    const octets = decoder ? encoded(decoder.decode(part.value, { stream: true })) : part.value;
    const limit = exceeds(octets);
    if (limit) {
      letGo(reader);
      return errorMessage(limit, requestId);
    }
    parts.push(octets);
  }
  return new Blob(parts);
}

function boundedStream(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  requestId: string | number | undefined,
  onHeard: () => void = () => {},
): ReadableStream<Uint8Array> {
  const exceeds = createStreamMeter();
  const events = createEventReader(requestId);
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      const send = (text: string) => controller.enqueue(encoded(text));
      const part = await (requestId !== undefined && events.isInEvent()
        ? within(LIMITS.openEventMs, reader.read())
        : reader.read());
      if (part && requestId !== undefined) onHeard();
      if (!part || part.done) {
        const failure = events.failure();
        // The SDK ignores this event if the request already has a response.
        if (failure) send(eventOf(failure));
        if (!part) letGo(reader);
        return controller.close();
      }
      const limit = exceeds(part.value);
      if (!limit) return send(events.read(part.value));
      letGo(reader);
      if (requestId === undefined) return controller.error(new TypeError(READING_STOPPED[limit]));
      send(`data: ${errorMessage(limit, requestId)}\n\n`);
      controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** The value of a promise, or `undefined` if it does not come in time. */
export async function within<Value>(limitMs: number, value: Promise<Value>): Promise<Value | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, limitMs, undefined);
  });
  return Promise.race([value, late]).finally(() => clearTimeout(timer));
}

/** Cancels the reading. Does not wait for the cancellation, because a source may ignore the cancellation. */
function letGo(reader: ReadableStreamDefaultReader<Uint8Array>): void {
  reader.cancel().catch(() => {});
}
