import { isStreamType, type ReadOfResponse, responseInStream } from './content.ts';

/** What to read of a stream: its first event, or everything up to the response to the call; `undefined` for nothing. */
export type ReadOfStream = 'first event' | 'response' | undefined;

type Schedule = (callback: () => void, delayMs: number) => () => void;

/** How long to wait for the first event or for the response, because an open stream may stay silent forever. */
const PATIENCE_MS = { 'first event': 2_000, response: 8_000 };
const LONGEST_EVENT = 4_096;
const MOST_OCTETS = 512 * 1024;

export const isStream = ({ headers }: Response): boolean => isStreamType(headers.get('Content-Type'));

/** Whether a text has a complete event. A comment, or a time for reconnections, may come before the first event. */
const hasEvent = (text: string): boolean =>
  text
    .split(/\r?\n\r?\n/)
    .slice(0, -1)
    .some((block) => /^(event|data):/m.test(block));

/** Reads a stream as far as the report needs it, and closes it. */
export async function readStream(
  { body }: Response,
  wanted: ReadOfStream,
  schedule: Schedule,
): Promise<{ text: string; read: ReadOfResponse | undefined }> {
  const reader = body?.getReader();
  let text = '';
  let isGivenUp = false;
  if (reader && wanted) {
    const decoder = new TextDecoder();
    const cancel = schedule(() => {
      isGivenUp = true;
      void reader.cancel();
    }, PATIENCE_MS[wanted]);
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      text += decoder.decode(chunk.value, { stream: true });
      if (wanted === 'first event' ? hasEvent(text) : responseInStream(text)) break;
      if (text.length > (wanted === 'first event' ? LONGEST_EVENT : MOST_OCTETS)) break;
    }
    cancel();
  }
  await reader?.cancel();
  const isRead = wanted === 'response' && text.length <= MOST_OCTETS;
  return { text, read: isRead ? (isGivenUp ? 'for a time' : 'to its end') : undefined };
}

/** Reads as much of a body as a metadata document or a token response can need. */
export async function readBody(response: Response): Promise<{ text: string; tooLarge: boolean }> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let octets = 0;
  for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
    octets += chunk.value.length;
    text += decoder.decode(chunk.value, { stream: true });
    if (octets > MOST_OCTETS) {
      await reader?.cancel();
      return { text, tooLarge: true };
    }
  }
  return { text: text + decoder.decode(), tooLarge: false };
}
