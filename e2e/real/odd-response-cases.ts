import type { ServerCase } from './server-cases.ts';
import { type Call, rpcError } from './servers/bendable/mcp.ts';
import type { Bends } from './servers/bendable/server.ts';

// The responses of these servers have an odd form: an odd status, Content-Type, stream or JSON-RPC message.

const SERVER_INFO = { name: 'odd', version: '1' };
const INITIALIZED = { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: SERVER_INFO };
const REFUSED = { jsonrpc: '2.0', error: { code: -32_000, message: 'No' } };
const LISTED = { tools: [{ name: 'echo', inputSchema: { type: 'object' } }] };

/** An open server. `respond` decides in which form the server sends each result. */
const sending = (respond: (message: object) => Response): Bends => ({
  sessions: false,
  instead({ method, message: { id } }: Call) {
    const results: Record<string, object> = { initialize: INITIALIZED, 'tools/list': LISTED };
    const own = results[method];
    return own && respond({ jsonrpc: '2.0', id, result: own });
  },
});

const stream = (text: string, type = 'text/event-stream') =>
  new Response(text, { headers: { 'Content-Type': type } });
const json = (text: string, type = 'application/json') =>
  new Response(text, { headers: { 'Content-Type': type } });

const sendingWith = (members: object) => sending((message) => Response.json({ ...message, ...members }));

/** An open server. `write` turns the JSON of each result into the text of an event stream. */
const streaming = (write: (message: string) => string) =>
  sending((message) => stream(write(JSON.stringify(message))));

/** An open server. The result of `initialize` has these members. */
const initializing = (members: Record<string, unknown>): Bends => ({
  sessions: false,
  results: { initialize: () => ({ ...INITIALIZED, ...members }) },
});

const refusingVersions: Bends = {
  instead({ method, message: { id, params = {} } }: Call) {
    if (method !== 'initialize') return undefined;
    const protocolVersion = '2025-06-18';
    if (params.protocolVersion === protocolVersion)
      return Response.json({ jsonrpc: '2.0', id, result: { ...INITIALIZED, protocolVersion } });
    const data = { supported: [protocolVersion], requested: params.protocolVersion };
    const error = { code: -32_602, message: 'Unsupported protocol version', data };
    return Response.json({ jsonrpc: '2.0', id, error }, { status: 400 });
  },
  sessions: false,
};

const refusing = (status: number, words: string): Bends => ({
  instead: () => Response.json({ message: words }, { status }),
});
const refusingNotification = (status: number): Bends => ({
  instead: ({ method }) =>
    method === 'notifications/initialized'
      ? new Response(status === 204 ? null : 'Not here.', { status })
      : undefined,
});

type Form = [title: string, bends: Bends, usable: ServerCase['usable'], said?: string];

const FORMS: Form[] = [
  ['that sends JSON-RPC batches', sending((message) => Response.json([message])), 'open'],
  ['that sends a byte order mark', sending((message) => json(`\uFEFF${JSON.stringify(message)}`)), 'open'],
  [
    'that streams with CRLF, comments, an empty event and a delay',
    streaming((json) => `: hi\r\n\r\nid: 1\r\nretry: 1000\r\ndata:\r\n\r\ndata:${json}\r\n\r\n`),
    'open',
  ],
  [
    'that streams one message in several lines of data',
    sending((message) => stream(`${JSON.stringify(message, null, 1).replace(/^/gm, 'data: ')}\n\n`)),
    'open',
  ],
  [
    'that streams with capital letters in the Content-Type',
    sending((message) => stream(`data: ${JSON.stringify(message)}\n\n`, 'Text/Event-Stream; charset=utf-8')),
    'open',
  ],
  ['that first sends a ping', streaming((json) => `event: ping\ndata: 1\n\ndata: ${json}\n\n`), 'open'],
  [
    'that streams its responses under another event name',
    streaming((json) => `event: response\ndata: ${json}\n\n`),
    'none',
  ],
  ['that ends a stream without the empty line', streaming((json) => `data: ${json}\n`), 'none'],
  [
    'that streams a JSON-RPC error in response to everything',
    {
      instead: ({ message: { id } }) =>
        id === undefined ? undefined : stream(`data: ${JSON.stringify({ ...REFUSED, id })}\n\n`),
    },
    'none',
  ],
  [
    'that sends JSON as text',
    sending((message) => json(JSON.stringify(message), 'text/plain')),
    'none',
    'The server responded with the Content-Type text/plain.',
  ],
  ['that sends an error that is null', sendingWith({ error: null }), 'none'],
  ['that sends messages without jsonrpc', sendingWith({ jsonrpc: undefined }), 'none'],
  [
    'that responds with a JSON-RPC error to everything',
    { instead: ({ message }) => rpcError(message.id, { code: -32_000, message: 'Licence expired' }) },
    'none',
  ],
  ...[202, 204].map(
    (status): Form => [
      `that responds to everything with the status ${status} and no body`,
      { instead: () => new Response(null, { status }) },
      'none',
      'The server accepted the request, and sent no response to it.',
    ],
  ),
  ['that responds to notifications with 204', refusingNotification(204), 'open'],
  ['that refuses the notification of the handshake', refusingNotification(400), 'none'],
  ['that refuses a version and names another', refusingVersions, 'open'],
  ['that wants an unknown version', initializing({ protocolVersion: '2099-01-01' }), 'none', '2099-01-01'],
  [
    'that ends its streams without a response',
    { instead: () => stream(': bye\n\n') },
    'none',
    'The server ended the stream of events without a valid response to this request.',
  ],
  ['that refuses everything with 402', refusing(402, 'Pay'), 'none', 'The server says: Pay'],
  ['that refuses everything with 429', refusing(429, 'Slowly'), 'unclear', 'The server says: Slowly'],
  ['that names no version', initializing({ protocolVersion: undefined }), 'none'],
  ['without serverInfo', initializing({ serverInfo: undefined }), 'none'],
  ['with an older version', initializing({ protocolVersion: '2024-11-05' }), 'open'],
];

export const ODD_RESPONSE_CASES: readonly ServerCase[] = FORMS.map(([title, bends, usable, said]) => ({
  title,
  bends: () => bends,
  usable,
  ...(said && { says: () => [said] }),
}));
