const MOST_OCTETS = 64 * 1024 * 1024;

/** A body of up to 64 MiB that repeats one piece, and counts the octets that are read. */
export function endlessBody(piece: string) {
  const taken = { octets: 0, cancelled: false };
  const chunk = new TextEncoder().encode(piece);
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        taken.octets += chunk.length;
        if (taken.octets > MOST_OCTETS) controller.close();
        else controller.enqueue(chunk);
      },
      cancel() {
        taken.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, taken };
}
