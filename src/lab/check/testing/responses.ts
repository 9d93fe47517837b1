/** The header of a response that any page can read. */
export const READABLE = { 'Access-Control-Allow-Origin': '*' };

/** A response that any page can read. */
export const cors = (body: BodyInit | null, status = 200, headers?: object): Response =>
  new Response(body, { status, headers: { ...READABLE, ...headers } });
export const corsJson = (document: unknown, status = 200, headers?: object): Response =>
  Response.json(document, { status, headers: { ...READABLE, ...headers } });

export const oauthError = (error: string, status = 400, error_description?: string): Response =>
  corsJson({ error, error_description }, status);

/** A response without a body, which any page can read. */
export const bare = (status: number): Response => cors(null, status);

/** The JSON of a firewall. */
export const forbidden = (status = 403): Response => corsJson({ message: 'Forbidden' }, status);

/** A successful response with an empty list of tools. */
export const toolList = (): Response => corsJson({ jsonrpc: '2.0', id: 1, result: { tools: [] } });

export const INITIALIZED = {
  jsonrpc: '2.0',
  id: 1,
  result: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: {} },
    serverInfo: { name: 'test', version: '1' },
  },
};

export const webPage = (status: number): Response =>
  cors('<h1>Hello</h1>', status, { 'Content-Type': 'text/html; charset=utf-8' });

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
