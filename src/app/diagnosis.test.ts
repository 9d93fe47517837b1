import { expect, it } from 'vitest';
import { diagnoseRefusal } from './diagnosis.ts';

const ENDPOINT = 'event: endpoint\ndata: /messages\n\n';

it.each([
  ['begins with the event', [ENDPOINT]],
  ['begins with a comment', [': welcome\n\n', ENDPOINT]],
  ['begins with a retry time', ['retry: 3000\n\n', ENDPOINT]],
  ['breaks in the event', [ENDPOINT.slice(0, 9), ENDPOINT.slice(9)]],
  ['goes on with 200,000 lines', [ENDPOINT.slice(0, 9), ENDPOINT.slice(9, -1) + 'data:\n'.repeat(200_000)]],
])('a server whose stream %s has the older transport, even if it requires a token', async (_what, parts) => {
  const encoder = new TextEncoder();
  const fetch = async (_url: string | URL, { headers }: RequestInit = {}) => {
    if (!new Headers(headers).has('Authorization')) return new Response(null, { status: 401 });
    return new Response(
      new ReadableStream({
        start(stream) {
          // The stream stays open, as the stream of such a server does.
          for (const part of parts) stream.enqueue(encoder.encode(part));
        },
      }),
      { headers: { 'Content-Type': 'text/event-stream' } },
    );
  };
  const access = { serverUrl: 'https://mcp.example/', fetch };
  const session = { accessToken: async () => 'a-token', refresh: async () => 'a-token' };
  expect(await diagnoseRefusal(access, session)).toEqual({ kind: 'HTTP+SSE' });
  expect(await diagnoseRefusal(access)).toBeUndefined();
});
