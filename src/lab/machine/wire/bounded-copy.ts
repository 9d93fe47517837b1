/** The maximum number of octets of a body that are copied. A consumer may read more. */
export const MOST_COPIED_OCTETS = 100_000;

/**
 * Copies a body while its consumer reads it. It never reads ahead, so a consumer can be slow, cancel, or stop at a
 * limit. With `clone()`, the browser would buffer everything that only one reader has read.
 *
 * @param onEnd gets the copy once: at the end of the body, when the consumer or the network ends it, or when {@link
 * MOST_COPIED_OCTETS} are copied.
 * @returns the response to pass on instead of the given one.
 */
export function copyWhileRead(response: Response, onEnd: (copy: string) => void): Response {
  if (!response.body) {
    onEnd('');
    return response;
  }
  const reader = response.body.getReader();
  const copy = boundedCopy();
  let ended = false;
  function end(): void {
    if (ended) return;
    ended = true;
    onEnd(copy.text());
  }
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            end();
            controller.close();
            return;
          }
          if (!ended && copy.add(value)) end();
          controller.enqueue(value);
        } catch (error) {
          end();
          controller.error(error);
        }
      },
      cancel(reason) {
        end();
        return reader.cancel(reason);
      },
    },
    // Nothing is read before the consumer reads.
    { highWaterMark: 0 },
  );
  return withBody(response, body);
}

/**
 * Reads the beginning of a body before its consumer does, so that the log shows the response immediately.
 *
 * @returns at most {@link MOST_COPIED_OCTETS} as text, and the response to pass on, with its whole body.
 * @throws what reading the body throws.
 */
export async function readBeginning(response: Response): Promise<{ text: string; response: Response }> {
  if (!response.body) return { text: '', response };
  const reader = response.body.getReader();
  const copy = boundedCopy();
  const read: Uint8Array<ArrayBuffer>[] = [];
  let full = false;
  let ended = false;
  while (!full && !ended) {
    const { done, value } = await reader.read();
    if (value) {
      full = copy.add(value);
      read.push(value);
    }
    ended = done;
  }
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const next = read.shift() ?? (await reader.read()).value;
        if (next) controller.enqueue(next);
        else controller.close();
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return { text: copy.text(), response: withBody(response, body) };
}

function boundedCopy() {
  const decoder = new TextDecoder();
  let text = '';
  let octets = 0;
  return {
    /** @returns whether the copy is full. */
    add(chunk: Uint8Array<ArrayBuffer>): boolean {
      const part = chunk.subarray(0, MOST_COPIED_OCTETS - octets);
      octets += part.length;
      text += decoder.decode(part, { stream: true });
      return octets >= MOST_COPIED_OCTETS;
    },
    text: () => text + decoder.decode(),
  };
}

/** A response with another body. Properties that the constructor of Response does not accept are defined on it. */
function withBody(response: Response, body: ReadableStream<Uint8Array<ArrayBuffer>>): Response {
  const { status, statusText, headers, url, type, redirected } = response;
  const copy = new Response(body, { status, statusText, headers });
  return Object.defineProperties(copy, {
    url: { value: url },
    type: { value: type },
    redirected: { value: redirected },
  });
}
