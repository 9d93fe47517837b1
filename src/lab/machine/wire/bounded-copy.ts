/** The maximum number of octets of a body that are copied. A consumer may read more. */
export const MOST_COPIED_OCTETS = 100_000;

/**
 * Copies a body while its consumer reads it, and never reads ahead: `clone()` would make the browser buffer the rest.
 * `onEnd` gets at most {@link MOST_COPIED_OCTETS}, once. Returns the response to pass on.
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

/** Reads at most {@link MOST_COPIED_OCTETS} of a body for the log, and returns a response with the whole body. */
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
