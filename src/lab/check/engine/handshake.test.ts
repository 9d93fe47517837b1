import { describe, expect, it } from 'vitest';
import type { TestServers } from '../testing/browser.ts';
import { served, withHeaders } from '../testing/changes.ts';
import {
  isCall,
  missing,
  newerOnly,
  open,
  openAnswering,
  openWithSessions,
  withMetadata,
} from '../testing/mcp-servers.ts';
import { examineServers } from '../testing/reports.ts';
import { cors, corsJson, READABLE, withBody } from '../testing/responses.ts';

const text = (status: number) => cors('Not now.', status);

/** Refuses `initialize` of the newest version, and names another. Responds with `again` to that version. */
const refusingVersion = (again: (request: Request) => Promise<Response> | Response): TestServers => ({
  instead: withMetadata(async (request) => {
    if (!isCall(request)) return undefined;
    const { method, params } = Object(await request.clone().json());
    if (method !== 'initialize') return served(request);
    if (params.protocolVersion === '2025-06-18') return again(request);
    const words = 'Unsupported protocol version (supported: 2024-11-05, 2025-06-18)';
    return new Response(words, { status: 400, headers: READABLE });
  }, missing),
});

describe('a server that accepts initialize', () => {
  const withSession = withHeaders(() => true, {
    'Mcp-Session-Id': 'a-session',
    'Access-Control-Expose-Headers': 'Mcp-Session-Id',
  });
  const forgetting = (forgotten: string, status: number, message: string): TestServers => ({
    instead: withMetadata(async (request) => {
      if (!isCall(request)) return undefined;
      const { method } = Object(await request.clone().json());
      if (method === 'initialize') return withSession(request, await served(request));
      if (method !== forgotten && method !== 'tools/list') return served(request);
      return corsJson({ jsonrpc: '2.0', id: 1, error: { code: -32_602, message } }, status);
    }, missing),
  });

  it.each<[unknown, string]>([
    [{ a: {} }, 'Its result has no list of tools.'],
    [[{ name: 'ok', inputSchema: { type: 'object' } }, { name: 'bare' }], '1 of its 2 tools lack'],
    [[{ name: 'nothing', inputSchema: null }], 'such as “nothing”'],
    [[{ inputSchema: { type: 'object' } }], '1 of its 1 tools lack'],
    [[{}, { name: 'bare' }], 'such as “bare”'],
  ])('lists tools as %j: the report says that clients refuse the list', async (tools, saw) => {
    const { broken, finding } = await examineServers({
      instead: withMetadata(async (request) => {
        const response = await open(request);
        const { result, ...message } = Object(response?.body ? await response.clone().json() : {});
        return result?.tools ? corsJson({ ...message, result: { tools } }) : response;
      }, missing),
    });
    expect(broken).toEqual(['lists-after-handshake']);
    expect(finding('lists-after-handshake')).toMatchObject({ saw: expect.stringContaining(saw) });
  });

  /** An open server with sessions. The result of `initialize` has these members. */
  const initializing = (part: object): TestServers => ({
    instead: withMetadata(async (request) => {
      const response = await openWithSessions(request);
      const isBegun = (await request.clone().text()).includes('"initialize"');
      if (!response || !isBegun) return response;
      const { result, ...message } = Object(await response.json());
      return Response.json({ ...message, result: { ...result, ...part } }, { headers: response.headers });
    }, missing),
  });

  it.each([[[]], [null]])('may declare a capability as %j', async (prompts) => {
    const { broken } = await examineServers(initializing({ capabilities: { tools: [], prompts } }));
    expect(broken).toEqual([]);
  });

  it('may describe itself in a result of more than 512 KiB', async () => {
    const { broken } = await examineServers(initializing({ instructions: 'a'.repeat(600_000) }));
    expect(broken).toEqual([]);
  });

  it.each<[object, string]>([
    [{ protocolVersion: undefined }, 'Its result has no protocolVersion.'],
    [
      { protocolVersion: '2099-01-01' },
      'It chose version 2099-01-01. The versions with this handshake are 2025-11-25, 2025-06-18, ',
    ],
    [{ capabilities: [] }, 'Its capabilities are not a JSON object.'],
    [{ capabilities: null }, 'Its capabilities are not a JSON object.'],
    ...['tools', 'resources', 'prompts', 'logging', 'completions'].map((name): [object, string] => [
      { capabilities: { [name]: true } },
      `Its capability ${name} is not a JSON object.`,
    ]),
    [{ serverInfo: { name: 'test' } }, 'Its serverInfo lacks a name or a version.'],
    [{ serverInfo: { version: '1' } }, 'Its serverInfo lacks a name or a version.'],
  ])(
    'responds to initialize with %j: the report says why clients end the session, and ends the session',
    async (part, saw) => {
      const { broken, finding, log } = await examineServers(initializing(part));
      expect(broken).toEqual(['handshake-completes']);
      expect(finding('handshake-completes')).toMatchObject({ saw: expect.stringContaining(saw) });
      expect(log.getSnapshot().map(({ request }) => request.method)).toContain('DELETE');
    },
  );

  it.each<[string, string[], TestServers]>([
    ['a refusal that names a version', ['2025-11-25', '2025-06-18'], refusingVersion(served)],
    ['a result with another version', ['2025-11-25'], initializing({ protocolVersion: '2025-06-18' })],
  ])('gets initialize with each of these versions after %s: %j', async (_what, versions, servers) => {
    const { broken, log } = await examineServers(servers);
    expect(broken).toEqual([]);
    const asked = log.getSnapshot().flatMap(({ request: { body = '' } }) => {
      const { method, params } = Object(body && JSON.parse(body));
      return method === 'initialize' ? [params.protocolVersion] : [];
    });
    expect([...new Set(asked)]).toEqual(versions);
  });

  it.each<[string, number, string, string]>([
    ['notifications/initialized', 404, 'Session not found', 'handshake-completes'],
    ['tools/list', 400, 'Bad Request: No valid session ID provided', 'lists-after-handshake'],
    ['tools/list', 200, 'Received request before initialization was complete', 'lists-after-handshake'],
  ])('refuses %s (%i, %s): the report suspects several instances', async (forgotten, status, message, id) => {
    const { saw, advice } = await examineServers(forgetting(forgotten, status, message));
    expect(saw(id)).toContain(message);
    expect(advice(id)).toContain('let them share their sessions');
  });

  it('responds to tools/list with an unrelated message: the report does not suspect several instances', async () => {
    const { advice } = await examineServers(forgetting('tools/list', 200, 'The kettle is empty.'));
    expect(advice('lists-after-handshake')).toBe(
      'Answer tools/list, or do not declare the capability tools.',
    );
  });
});

it('a server that accepts only messages of MCP 2026-07-28 gets a call of that version', async () => {
  const { broken, verdict, log } = await examineServers({ instead: withMetadata(newerOnly, missing) });
  expect(broken).toEqual([]);
  expect(verdict.usable).toBe('open');
  const json = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };
  const clientInfo = { name: 'PKCE Lab, server report', version: '1' };
  const version = '2026-07-28';
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': version,
    'io.modelcontextprotocol/clientInfo': clientInfo,
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const call = (method: string, params?: object) => ({
    jsonrpc: '2.0',
    id: 1,
    method,
    ...(params && { params }),
  });
  const ofVersion = (method: string) => ({ ...json, 'mcp-protocol-version': version, 'mcp-method': method });
  const list = 'tools/list';
  const { request: last } = log.getSnapshot().findLast(({ request }) => request.body) ?? {};
  const look = [
    [json, call(list)],
    [json, call('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo })],
    [ofVersion(list), call(list, { _meta })],
    [ofVersion('server/discover'), call('server/discover', { _meta })],
    [
      {
        ...ofVersion(list),
        ...{ authorization: 'Bearer not-a-token', 'mcp-name': list, 'mcp-session-id': 'none' },
      },
      call(list),
    ],
  ];
  // The metadata is missing, so the report looks a second time, and then sends each request twice.
  expect(
    log
      .getSnapshot()
      .flatMap(({ request: { headers, body } }) => (body ? [[headers, JSON.parse(body)]] : [])),
  ).toEqual([...look, ...look.flatMap((request) => [request, request])]);
  expect(last?.method).toBe('POST');
});

it('a stream that ends before the response, for the client to resume, breaks no rule (MCP 2025-11-25, resumability)', async () => {
  for (const id of ['id: 1', 'id:1', 'retry: 1\nid: 1']) {
    const priming = withBody(`${id}\nretry: 500\ndata: \n\n`);
    const { broken, verdict } = await examineServers(openAnswering(priming));
    expect(broken).toEqual([]);
    expect(verdict).toMatchObject({ usable: 'unclear', text: expect.stringContaining('Last-Event-ID') });
  }
  const { broken } = await examineServers(openAnswering(withBody('data: id: 1\n\n')));
  expect(broken).toEqual(['serves-or-asks']);
});

it('a 401 to the repeated initialize replaces the first refusal in the report', async () => {
  const { evidence } = await examineServers(refusingVersion(() => text(401)));
  expect(evidence.initialize?.status).toBe(401);
});

it('the advice after the refusal of the version in initialize is to negotiate the version', async () => {
  const { broken, saw, advice, fixCode } = await examineServers(refusingVersion(() => text(400)));
  expect(broken).toEqual(['handshake-completes']);
  expect(saw('handshake-completes')).toContain('supported: 2024-11-05');
  expect(advice('handshake-completes')).toContain('version negotiation');
  expect(fixCode('handshake-completes')).toBe('"protocolVersion": "…"');
});

it.each([
  ['{"jsonrpc":"2.0","id":1,"error":{"code":-32001,"message":"Database is down"}}', 'Database is down'],
  ['out of memory', 'out of memory'],
])('an event named error does not count as a response, and the report quotes it: %s', async (data, words) => {
  const headers = { ...READABLE, 'Content-Type': 'text/event-stream' };
  const answer = () => new Response(`event: error\ndata: ${data}\n\n`, { headers });
  const { broken, saw, advice } = await examineServers(openAnswering(answer));
  expect(broken).toEqual(['serves-or-asks']);
  expect(saw('serves-or-asks')).toContain(`event stream without a response: “${words}”`);
  expect(advice('serves-or-asks')).toContain('with the name message');
});

it('if the server does not report the loss of a session, the advice names the header to expose', async () => {
  const { advice } = await examineServers({
    instead: withMetadata(async (request) => {
      if (!isCall(request)) return undefined;
      const { method } = Object(await request.clone().json());
      return method === 'initialize' ? served(request) : text(400);
    }, missing),
  });
  expect(advice('handshake-completes')).toContain('Access-Control-Expose-Headers: Mcp-Session-Id');
});
