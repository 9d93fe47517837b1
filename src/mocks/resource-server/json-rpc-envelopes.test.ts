import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TestWorld, testWorld } from '../testing/world.ts';

const CALL = { jsonrpc: '2.0', id: 1, method: 'tools/call' };
const addNote = (text = 'Written') => ({ ...CALL, params: { name: 'add_note', arguments: { text } } });
const RESPONSE = { jsonrpc: '2.0', id: 1 };
const BATCH = 'A batch is not a message: post one message at a time.';
const ID = 'id has to be text or a whole number.';
const VERSION = 'jsonrpc has to be "2.0".';
const NEITHER = 'A message has a method, or is a response.';
const NO_OBJECT = 'A message is a JSON object.';
const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** The response of an MCP server, the number of notes that it wrote for Ada, and the new entries of its audit log. */
interface Done {
  status: number;
  text: string;
  written: number;
  audit: string[];
  challenge: string | null;
}

interface Server {
  post(body: string, headers?: Record<string, string>): Promise<Done>;
}

async function serverFor(scope: 'notes:read' | 'notes:write'): Promise<Server> {
  const world = testWorld();
  const asked = `openid ${scope}`;
  const { access_token } = await world.signIn({ scope: asked, granted_scope: asked });
  return {
    async post(body, headers = {}) {
      const [notesBefore, auditBefore] = [await notesOf(world), await auditOf(world)];
      const request = new Request(world.resource, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Accept: 'application/json, text/event-stream',
          ...headers,
          Authorization: `Bearer ${access_token}`,
        },
        body,
      });
      const response = await world.resourceServer.fetch(request);
      return {
        status: response.status,
        // The test reads the response to its end, because a tool may still run while the response arrives.
        text: await response.text(),
        written: (await notesOf(world)) - notesBefore,
        audit: (await auditOf(world)).slice(auditBefore.length),
        challenge: response.headers.get('WWW-Authenticate'),
      };
    },
  };
}

const notesOf = async ({ notes }: TestWorld) => (await notes.of('person-1')).length;
const auditOf = async ({ auditLog }: TestWorld) =>
  (await auditLog.entries()).filter(({ by }) => by === 'MCP server').map(({ event }) => event);

/** Bodies that an MCP client must not post, and what the server says about each. */
const NOT_ONE_MESSAGE: [string, unknown, string][] = [
  ...[
    ['a batch of one call', [addNote()]],
    ['a batch of a read and a call', [{ ...CALL, id: 2, method: 'tools/list' }, addNote()]],
    ['a batch of notifications', [{ jsonrpc: '2.0', method: 'notifications/initialized' }]],
    ['an empty batch', []],
    ['a batch in a batch', [[addNote()]]],
  ].map(([what, body]): [string, unknown, string] => [String(what), body, BATCH]),
  ['no id', { ...addNote(), id: undefined }, 'A request has an id.'],
  ['id null', { ...addNote(), id: null }, ID],
  ['a fraction as id', { ...addNote(), id: 1.5 }, ID],
  ['an id that is a list', { ...addNote(), id: [1] }, ID],
  ['an id that is an object', { ...addNote(), id: {} }, ID],
  ['an id that is true', { ...addNote(), id: true }, ID],
  ['no version', { ...addNote(), jsonrpc: undefined }, VERSION],
  ['version 1.0', { ...addNote(), jsonrpc: '1.0' }, VERSION],
  ['version 2', { ...addNote(), jsonrpc: 2 }, VERSION],
  ['a method that is a list', { ...addNote(), method: ['tools/call'] }, 'method has to be text.'],
  ['no method', { ...addNote(), method: undefined }, NEITHER],
  ['a result and an error', { ...RESPONSE, result: {}, error: { code: 1, message: '' } }, NEITHER],
  ['a result without an id', { jsonrpc: '2.0', result: {} }, NEITHER],
  ['text', 'tools/call', NO_OBJECT],
  ['a number', 7, NO_OBJECT],
  ['null', null, NO_OBJECT],
];

describe('a body that is not a single JSON-RPC message (MCP 2025-06-18 and later, Streamable HTTP)', () => {
  it.each(NOT_ONE_MESSAGE)('is refused with 400 and -32600: %s', async (_what, body, why) => {
    for (const scope of ['notes:read', 'notes:write'] as const) {
      const { post } = await serverFor(scope);
      const { status, text, written, audit } = await post(JSON.stringify(body));
      expect(status).toBe(400);
      const error = { code: -32600, message: `Invalid Request. ${why}` };
      expect(JSON.parse(text)).toEqual({ jsonrpc: '2.0', id: null, error });
      expect({ written, audit }).toEqual({ written: 0, audit: [] });
    }
  });

  it.each(['', '{', '{"jsonrpc":"2.0","id":1,"method":"tools/list"} x', "{'jsonrpc':'2.0'}"])(
    'is refused if it is not JSON: %s',
    async (body) => {
      const { post } = await serverFor('notes:write');
      expect(await post(body)).toMatchObject({ status: 400, written: 0, audit: [] });
    },
  );

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'text/json', 'application/jsonp', ''])(
    'is refused if its Content-Type is not JSON: %j',
    async (type) => {
      const { post } = await serverFor('notes:write');
      const done = await post(JSON.stringify(addNote()), { 'Content-Type': type });
      expect(done).toMatchObject({ status: 415, written: 0, audit: [] });
    },
  );
});

it.each([
  ['a result', { ...RESPONSE, result: {} }],
  ['an error', { ...RESPONSE, error: { code: 1, message: '' } }],
  ['a notification', { jsonrpc: '2.0', method: 'notifications/initialized' }],
])('the server accepts a message that is not a request: %s', async (_what, message) => {
  const { post } = await serverFor('notes:read');
  expect(await post(JSON.stringify(message))).toMatchObject({ status: 202, text: '' });
});

describe('a tool that requires a scope', () => {
  it('is refused with 403 in every protocol era if the token lacks the scope, and the log has the refusal', async () => {
    const { post } = await serverFor('notes:read');
    const modern = { ...addNote(), params: { ...addNote().params, _meta: MODERN } };
    for (const [message, headers] of [
      [addNote(), {}],
      [modern, { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'tools/call', 'Mcp-Name': 'add_note' }],
    ] as const) {
      const done = await post(JSON.stringify(message), headers);
      expect(done).toMatchObject({ status: 403, written: 0, audit: ['refused add_note'] });
      expect(done.challenge).toContain('error="insufficient_scope", scope="notes:write"');
    }
  });

  it('runs with the values that the scope check has seen, even if the message repeats a member', async () => {
    const twice = (first: string, last: string) =>
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${first}","name":"${last}","arguments":{"text":"x"}}}`;
    const reader = await serverFor('notes:read');
    expect(await reader.post(twice('whoami', 'add_note'))).toMatchObject({ status: 403, written: 0 });
    expect(await reader.post(twice('add_note', 'whoami'))).toMatchObject({
      status: 200,
      written: 0,
      audit: ['called whoami'],
    });
    const parameters = `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"name":"whoami"},"method":"tools/call","params":{"name":"add_note","arguments":{"text":"x"}}}`;
    expect(await reader.post(parameters)).toMatchObject({ status: 403, written: 0 });
  });

  it('is logged if it runs, and is not logged if the server refuses its arguments', async () => {
    const { post } = await serverFor('notes:write');
    expect(await post(JSON.stringify(addNote()))).toMatchObject({
      status: 200,
      written: 1,
      audit: ['called add_note'],
    });
    expect(await post(JSON.stringify(addNote('')))).toMatchObject({ status: 200, written: 0, audit: [] });
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'no_such_tool', ''])(
    'does not run if the call has the name %j',
    async (name) => {
      const { post } = await serverFor('notes:write');
      const { text, ...done } = await post(
        JSON.stringify({ ...CALL, id: 'a', params: { name, arguments: {} } }),
      );
      expect(done).toMatchObject({ status: 200, written: 0, audit: [], challenge: null });
      expect(text).toMatch(/"id":"a"/);
      expect(text).toMatch(/"code":-32602/);
      expect(text).toMatch(/not found|Unknown tool/);
    },
  );

  it.each(['constructor', 'tools', 'tools/call/', 'TOOLS/CALL', 'resources/read', 'prompts/get', 'rpc.x'])(
    'does not run if the method of the message is %s',
    async (method) => {
      const { post } = await serverFor('notes:write');
      const { text, ...done } = await post(JSON.stringify({ ...addNote(), method }));
      expect(text).toMatch(/"code":-32601/);
      expect(done).toMatchObject({ written: 0, audit: [] });
    },
  );
});

/** Generates random values. Many of these values are valid, so that the server accepts some messages. */
const member = (...good: unknown[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: fc.jsonValue() });
const envelope = fc.record(
  {
    jsonrpc: member('2.0'),
    id: member(1, 'a'),
    method: member('tools/call', 'tools/list', 'notifications/cancelled'),
    params: fc.oneof(
      fc.record(
        { name: member('add_note', 'whoami'), arguments: member({ text: 'x' }) },
        { requiredKeys: [] },
      ),
      fc.jsonValue(),
    ),
    result: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(envelope, fc.array(envelope, { maxLength: 3 }), fc.jsonValue());

describe('any envelope', () => {
  it('writes no note if the token is read-only, and never causes a server error', async () => {
    const { post } = await serverFor('notes:read');
    await fc.assert(
      fc.asyncProperty(body, async (generated) => {
        const { status, written, audit } = await post(JSON.stringify(generated));
        expect(written).toBe(0);
        expect(audit).not.toContain('called add_note');
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });

  it('leads to at most one note, and the log has an entry for that note', async () => {
    const { post } = await serverFor('notes:write');
    await fc.assert(
      fc.asyncProperty(body, async (generated) => {
        const { written, audit } = await post(JSON.stringify(generated));
        expect(written).toBeLessThanOrEqual(1);
        expect(audit.filter((event) => event === 'called add_note')).toHaveLength(written);
        if (written) expect(generated).toMatchObject({ jsonrpc: '2.0', method: 'tools/call' });
      }),
      { numRuns: 300 },
    );
  });
});
