/** The header of a response that any page can read. */
export const READABLE = { 'Access-Control-Allow-Origin': '*' };

/** An OAuth error that any page can read. */
export const oauthError = (error: string, status = 400, error_description?: string): Response =>
  Response.json({ error, error_description }, { status, headers: READABLE });

/** A response without a body, which any page can read. */
export const bare = (status: number): Response => new Response(null, { status, headers: READABLE });

/** The JSON of a firewall. */
export const forbidden = (status = 403): Response =>
  Response.json({ message: 'Forbidden' }, { status, headers: READABLE });

/** A successful response with an empty list of tools. */
export function toolList(): Response {
  return Response.json({ jsonrpc: '2.0', id: 1, result: { tools: [] } }, { headers: READABLE });
}

export const INITIALIZED = {
  jsonrpc: '2.0',
  id: 1,
  result: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: {} },
    serverInfo: { name: 'test', version: '1' },
  },
};

/** A web page in place of the expected response. */
export function webPage(status: number): Response {
  return new Response('<h1>Hello</h1>', {
    status,
    headers: { ...READABLE, 'Content-Type': 'text/html; charset=utf-8' },
  });
}

/** A response with this body, by default an event stream. */
export const withBody =
  (body: string, type = 'text/event-stream') =>
  () =>
    new Response(body, { headers: { ...READABLE, 'Content-Type': type } });

/** A stream that sends each part at a time of its own. */
export function streamOf(...parts: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      pull: (controller) => {
        const part = parts.shift();
        if (part !== undefined) controller.enqueue(new TextEncoder().encode(part));
      },
    },
    { highWaterMark: 0 },
  );
}
