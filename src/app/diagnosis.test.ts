import { expect, it } from 'vitest';
import { diagnoseRefusal } from './diagnosis.ts';

const ENDPOINT = 'event: endpoint\ndata: /messages\n\n';

it.each([
  ['begins with the event', [ENDPOINT]],
  ['begins with a comment', [': welcome\n\n', ENDPOINT]],
  ['begins with a time limit', ['retry: 3000\n\n', ENDPOINT]],
  ['breaks in the event', [ENDPOINT.slice(0, 9), ENDPOINT.slice(9)]],
])('a server whose stream %s has the older transport', async (_what, parts) => {
  const encoder = new TextEncoder();
  const fetch = async () =>
    new Response(
      new ReadableStream({
        start(stream) {
          // The stream stays open, as the stream of such a server does.
          for (const part of parts) stream.enqueue(encoder.encode(part));
        },
      }),
      { headers: { 'Content-Type': 'text/event-stream' } },
    );
  expect(await diagnoseRefusal({ serverUrl: 'https://mcp.example/', fetch })).toEqual({ kind: 'HTTP+SSE' });
});
