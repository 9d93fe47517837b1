import { describe, expect, it } from 'vitest';
import { connectMcpClient } from './client.ts';
import { listPrompts, listResources, listTemplates, listTools } from './lists.ts';
import { messageIn, result, resultOf, SERVER } from './testing/server.ts';

const GOOD = { name: 'good', inputSchema: { type: 'object' } };

/** Makes the server respond with an error. */
class ListError extends Error {
  readonly code: number;
  constructor(code: number) {
    super();
    this.code = code;
  }
}

type Lists = (params: { cursor?: string } | undefined) => object;
type Era = 'older' | 'newer';

/** A client of a server that sends this list. */
function clientOf(
  listed: object | Lists,
  capabilities: object = { tools: {}, resources: {}, prompts: {} },
  era: Era = 'older',
) {
  return connectMcpClient(undefined, SERVER, async (_url, init) => {
    const message = messageIn(init);
    if (message.id === undefined) return new Response(null, { status: init?.method === 'POST' ? 202 : 405 });
    switch (message.method) {
      case 'server/discover':
        return era === 'newer' ? resultOf(message) : new Response('Unknown', { status: 404 });
      case 'initialize':
        return result(message, {
          protocolVersion: '2025-11-25',
          capabilities,
          serverInfo: { name: 'test', version: '1' },
        });
      default:
        if (!message.method?.endsWith('/list')) return new Response('Unknown', { status: 404 });
        try {
          return result(message, typeof listed === 'function' ? listed(message.params) : listed);
        } catch (error) {
          if (!(error instanceof ListError)) throw error;
          return Response.json({
            jsonrpc: '2.0',
            id: message.id,
            error: { code: error.code, message: 'No' },
          });
        }
    }
  });
}

const toolsOf = async (...tools: unknown[]) => listTools(await clientOf({ tools }));

describe('a list of a server', () => {
  it.each<[string, unknown, object]>([
    ['no input schema', { name: 'bad' }, { name: 'bad', why: expect.stringContaining('inputSchema: ') }],
    ['no name', { inputSchema: GOOD.inputSchema }, { why: expect.stringContaining('name: ') }],
    [
      'another type',
      { name: 'bad', inputSchema: { type: 'array' } },
      { name: 'bad', why: expect.stringMatching(/^inputSchema\.type: ./) },
    ],
    ['other types', { name: 'bad', inputSchema: { type: ['string'] } }, { name: 'bad' }],
    ['a list of properties', { name: 'bad', inputSchema: { properties: ['a'] } }, { name: 'bad' }],
    ['a number as its name', { ...GOOD, name: 7 }, expect.not.objectContaining({ name: 7 })],
    ['a schema that is true', { name: 'bad', inputSchema: true }, { name: 'bad' }],
    ['null', null, {}],
    ['text', 'bad', {}],
  ])('lacks an item with %s, describes that item, and keeps the other item', async (_what, bad, refused) => {
    expect(await toolsOf(bad, GOOD)).toMatchObject({ items: [GOOD], leftOut: 1, refused: [refused] });
  });

  it.each([
    [{ uriTemplate: 'a:{b}' }, 'a:{b}'],
    [{ uriTemplate: 'a:{b}', name: '', title: 'A file' }, 'A file'],
  ])('names a template by its title or its address if it has no name: %j', async (template, name) => {
    const { items } = await listTemplates(await clientOf({ resourceTemplates: [template] }));
    expect(items).toMatchObject([{ ...template, name }]);
  });

  it('describes five malformed items, and counts all of them', async () => {
    const listed = await toolsOf(...Array(9).fill({ name: 'bad' }));
    expect(listed.leftOut).toBe(9);
    expect(listed.refused).toHaveLength(5);
  });

  it('may have null for a missing member, and an empty list for an empty object', async () => {
    const { items, leftOut } = await toolsOf(
      {
        ...GOOD,
        title: null,
        description: null,
        annotations: null,
        outputSchema: null,
        icons: null,
        _meta: null,
      },
      { name: 'null', inputSchema: null },
      { name: 'list', inputSchema: [], annotations: [], _meta: {} },
      { ...GOOD, name: 'wrong-extras', icons: [{ src: 'a', sizes: '1x1' }], title: 1, outputSchema: [] },
      { name: 'php', inputSchema: { type: 'object', properties: [], required: null } },
      { name: 'untyped', inputSchema: { properties: { a: { type: 'string' } } } },
      { name: 'typed-twice', inputSchema: { type: ['object', 'null'] } },
    );
    expect(leftOut).toBe(0);
    expect(items).toEqual([
      GOOD,
      { name: 'null', inputSchema: { type: 'object' } },
      { name: 'list', inputSchema: { type: 'object' }, _meta: {} },
      { name: 'wrong-extras', inputSchema: { type: 'object' } },
      { name: 'php', inputSchema: { type: 'object', properties: {} } },
      { name: 'untyped', inputSchema: { type: 'object', properties: { a: { type: 'string' } } } },
      { name: 'typed-twice', inputSchema: { type: 'object' } },
    ]);
  });

  it('is read within seconds even if the client refuses thousands of parts of an item', async () => {
    const parts = <Part>(part: (index: number) => Part) => Array.from({ length: 8_000 }, (_, at) => part(at));
    const prompt = {
      ...Object.fromEntries(parts((index) => [`member${index}`, 1])),
      name: 'wide',
      icons: parts(() => ({ src: 1 })),
      arguments: parts((index) => ({ name: `a${index}`, description: 1 })),
    };
    const { items } = await listPrompts(await clientOf({ prompts: [prompt] }));
    expect(items).toEqual([{ name: 'wide', arguments: parts((index) => ({ name: `a${index}` })) }]);
  });

  it.each([null, false, {}])('ends at a cursor that is neither text nor a number: %j', async (nextCursor) => {
    const listed = await listTools(await clientOf({ tools: [GOOD], nextCursor }));
    expect(listed).toEqual({ items: [GOOD], leftOut: 0, refused: [], more: false });
  });

  it('keeps a tool of an older server even if the schema breaks the newer rules for headers', async () => {
    const properties = { a: { type: 'string', 'x-mcp-header': '' } };
    const listed = await toolsOf({ name: 'old', inputSchema: { type: 'object', properties } });
    expect(listed).toMatchObject({ items: [{ name: 'old' }] });
  });

  it.each<[Era, string, string[]]>([
    ['older', 'ends', ['first']],
    ['newer', 'goes on', ['first', 'next']],
  ])('of the %s era %s after an empty cursor', async (era, _what, names) => {
    const lists: Lists = (params) => ({
      tools: [{ ...GOOD, name: params?.cursor === '' ? 'next' : 'first' }],
      nextCursor: '',
    });
    const { items, ...others } = await listTools(await clientOf(lists, { tools: {} }, era));
    expect([items.map(({ name }) => name), others]).toEqual([
      names,
      { leftOut: 0, refused: [], more: false },
    ]);
  });

  it('keeps the first of two tools with the same name, because a call cannot distinguish them', async () => {
    expect(await toolsOf({ ...GOOD, title: 'First' }, { ...GOOD, title: 'Second' })).toMatchObject({
      items: [{ name: 'good', title: 'First' }],
      leftOut: 1,
      refused: [{ name: 'good', why: 'the list has good already' }],
    });
  });

  it('keeps two resources with the same name at two addresses', async () => {
    const resources = [
      { name: 'a', uri: 'test:1' },
      { name: 'a', uri: 'test:2' },
    ];
    const listed = await listResources(await clientOf({ resources }));
    expect(listed).toMatchObject({ items: resources, leftOut: 0 });
  });

  it('keeps a thousand items and describes five malformed items, over all pages together', async () => {
    const page = (from: number) => [
      ...Array.from({ length: 700 }, (_, at) => ({ ...GOOD, name: `t${from + at}` })),
      ...Array(4).fill({ name: 'bad' }),
    ];
    const client = await clientOf((params) =>
      params?.cursor === undefined ? { tools: page(0), nextCursor: 'a' } : { tools: page(700) },
    );
    const { items, leftOut, refused } = await listTools(client);
    expect([items.length, leftOut, refused.length]).toEqual([1_000, 408, 5]);
  });

  it('ends at a page that leads back to an earlier page, and counts no page twice', async () => {
    let asked = 0;
    const client = await clientOf((params) => {
      asked += 1;
      return { tools: [GOOD], nextCursor: params?.cursor === 'a' ? 'b' : 'a' };
    });
    expect(await listTools(client)).toEqual({ items: [GOOD], leftOut: 0, refused: [], more: false });
    expect(asked).toBe(3);
  });

  it('is empty if it is null, as Go writes an empty list', async () =>
    expect(await listTools(await clientOf({ tools: null }))).toMatchObject({ items: [], leftOut: 0 }));

  it.each([2, 'a'])(
    'keeps its first page if the server refuses the cursor %j of the next page',
    async (nextCursor) => {
      const client = await clientOf((params) => {
        if (params?.cursor === String(nextCursor)) throw new ListError(-32_602);
        return { tools: [GOOD], nextCursor };
      });
      const refused = [{ name: 'the next page', why: 'No' }];
      expect(await listTools(client)).toEqual({ items: [GOOD], leftOut: 0, refused, more: true });
    },
  );

  it('is refused with a reason if its value is not a list', async () => {
    await expect(listTools(await clientOf({ tools: 'x' }))).rejects.toThrow('tools is not a list');
  });

  it('of resources or prompts is read in the same way as a list of tools', async () => {
    const resources = [{ name: 'a', uri: 'test:a', description: null }, { name: 'b' }];
    expect(await listResources(await clientOf({ resources }))).toMatchObject({
      items: [{ name: 'a', uri: 'test:a' }],
      refused: [{ name: 'b' }],
    });
    const prompts = [
      { name: 'a', arguments: null },
      { name: 'c', arguments: {} },
      { name: 'd', arguments: [{ name: 'b', description: 5, required: 'yes' }] },
      {},
    ];
    expect(await listPrompts(await clientOf({ prompts }))).toMatchObject({
      items: [{ name: 'a' }, { name: 'c', arguments: [] }, { name: 'd', arguments: [{ name: 'b' }] }],
      leftOut: 1,
    });
    for (const none of [null, {}])
      expect(await listPrompts(await clientOf({ prompts: none }))).toMatchObject({ items: [], leftOut: 0 });
  });

  it('of resource templates is read in the same way as a list of tools', async () => {
    const resourceTemplates = [
      { name: 'a', uriTemplate: 'test:{a}', description: null },
      { name: 'b', uriTemplate: 'test:{a}' },
      { name: 'c' },
    ];
    const client = await clientOf({ resourceTemplates });
    expect(await listTemplates(client)).toMatchObject({
      items: [{ name: 'a', uriTemplate: 'test:{a}' }],
      leftOut: 2,
      refused: [{ name: 'c' }, { name: 'b', why: 'the list has test:{a} already' }],
      more: false,
    });
  });

  it.each([
    [-32_601, { items: [], leftOut: 0, refused: [], more: false }],
    [-32_603, undefined],
  ])('of resource templates is empty only if the server lacks the method: error %d', async (code, empty) => {
    const client = await clientOf(() => {
      throw new ListError(code);
    });
    expect(await listTemplates(client).catch((error: unknown) => Object(error).code)).toEqual(empty ?? code);
  });

  it('is not requested if the server does not offer it', async () => {
    const client = await clientOf(() => {
      throw new ListError(-32_603);
    }, {});
    for (const list of [listTools, listResources, listTemplates, listPrompts])
      expect(await list(client)).toEqual({ items: [], leftOut: 0, refused: [], more: false });
  });

  it('is requested with the options of the request', async () => {
    const client = await clientOf({ tools: [], resources: [], resourceTemplates: [], prompts: [] });
    const signal = AbortSignal.abort(new Error('Enough'));
    for (const list of [listTools, listResources, listTemplates, listPrompts])
      await expect(list(client, { signal })).rejects.toThrow('Enough');
  });
});
