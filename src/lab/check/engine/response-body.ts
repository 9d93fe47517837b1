/** How long to wait for the first event: an open stream may stay silent forever. */
const FIRST_EVENT_MS = 2_000;
const LONGEST_EVENT = 4_096;
const MOST_OCTETS = 512 * 1024;

export const isStream = ({ headers }: Response): boolean =>
  headers.get('Content-Type')?.startsWith('text/event-stream') === true;

/** Closes a stream, after reading its first event if `firstEvent` is set. */
export async function readStream(
  { body }: Response,
  firstEvent: boolean,
  schedule: (callback: () => void, delayMs: number) => () => void,
): Promise<string> {
  const reader = body?.getReader();
  let text = '';
  if (reader && firstEvent) {
    const decoder = new TextDecoder();
    const cancel = schedule(() => void reader.cancel(), FIRST_EVENT_MS);
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      text += decoder.decode(chunk.value, { stream: true });
      if (/\r?\n\r?\n/.test(text) || text.length > LONGEST_EVENT) break;
    }
    cancel();
  }
  await reader?.cancel();
  return text;
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
