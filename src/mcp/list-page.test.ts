import { describe, expect, it } from 'vitest';
import { connectMcpClient } from './client.ts';
import { listPrompts, listResources, listTools } from './lists.ts';
import { messageIn, result, SERVER } from './testing/server.ts';

const GOOD = { name: 'good', inputSchema: { type: 'object' } };

type Lists = (params: { cursor?: string } | undefined) => object;

/**
 * A client of a server of MCP 2025-11-25 that sends this list. In the newer era, the SDK validates a result before the
 * code under test sees it.
 */
function clientOf(listed: object | Lists) {
  return connectMcpClient(undefined, SERVER, async (_url, init) => {
    const message = messageIn(init);
    if (message.id === undefined) return new Response(null, { status: init?.method === 'POST' ? 202 : 405 });
    switch (message.method) {
      case 'server/discover':
        return new Response('Unknown', { status: 404 });
      case 'initialize':
        return result(message, {
          protocolVersion: '2025-11-25',
          capabilities: { tools: {}, resources: {}, prompts: {} },
          serverInfo: { name: 'test', version: '1' },
        });
      default:
        return result(message, typeof listed === 'function' ? listed(message.params) : listed);
    }
  });
}

const toolsOf = async (...tools: unknown[]) => listTools(await clientOf({ tools }));

describe('a list of a server', () => {
  it.each<[string, unknown, object]>([
    ['no input schema', { name: 'bad' }, { name: 'bad', why: expect.stringContaining('inputSchema: ') }],
    ['no name', { inputSchema: GOOD.inputSchema }, { why: expect.stringContaining('name: ') }],
    ['another type', { name: 'bad', inputSchema: { type: 'array' } }, { name: 'bad' }],
    ['a schema that is true', { name: 'bad', inputSchema: true }, { name: 'bad' }],
    ['null', null, {}],
    ['text', 'bad', {}],
  ])('drops an item with %s, describes that item, and keeps the other item', async (_what, bad, refused) => {
    const listed = await toolsOf(bad, GOOD);
    expect(listed).toMatchObject({ items: [GOOD], leftOut: 1, refused: [refused] });
  });

  it('describes a few of its malformed items, and counts the other malformed items', async () => {
    const listed = await toolsOf(...Array(9).fill({ name: 'bad' }));
    expect(listed.leftOut).toBe(9);
    expect(listed.refused).toHaveLength(5);
  });

  it('is understood with null for a missing member, and with an empty list for an empty object', async () => {
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
      { name: 'php', inputSchema: { type: 'object', properties: [], required: null } },
      { name: 'untyped', inputSchema: { properties: { a: { type: 'string' } } } },
      { name: 'typed-twice', inputSchema: { type: ['object', 'null'] } },
    );
    expect(leftOut).toBe(0);
    expect(items).toEqual([
      GOOD,
      { name: 'php', inputSchema: { type: 'object', properties: {} } },
      { name: 'untyped', inputSchema: { type: 'object', properties: { a: { type: 'string' } } } },
      { name: 'typed-twice', inputSchema: { type: 'object' } },
    ]);
  });

  it('ends at a cursor that is null', async () => {
    const listed = await listTools(await clientOf({ tools: [GOOD], nextCursor: null }));
    expect(listed).toMatchObject({ items: [GOOD], more: false });
  });

  it('ends at an empty cursor, for which most servers would send the first page again', async () => {
    let asked = 0;
    const client = await clientOf(() => {
      asked += 1;
      return { tools: [GOOD], nextCursor: '' };
    });
    expect(await listTools(client)).toMatchObject({ items: [GOOD], leftOut: 0, more: false });
    expect(asked).toBe(1);
  });

  it('keeps the first of two tools with one name, because a call could not tell them apart', async () => {
    const listed = await toolsOf({ ...GOOD, title: 'First' }, { ...GOOD, title: 'Second' });
    expect(listed).toMatchObject({
      items: [{ name: 'good', title: 'First' }],
      leftOut: 1,
      refused: [{ name: 'good', why: 'the list has good already' }],
    });
  });

  it('keeps two resources with one name at two addresses', async () => {
    const resources = [
      { name: 'a', uri: 'test:1' },
      { name: 'a', uri: 'test:2' },
    ];
    const listed = await listResources(await clientOf({ resources }));
    expect(listed).toMatchObject({ items: resources, leftOut: 0 });
  });

  it('ends at pages that lead back to an earlier page', async () => {
    let asked = 0;
    const client = await clientOf((params) => {
      asked += 1;
      return { tools: [GOOD], nextCursor: params?.cursor === 'a' ? 'b' : 'a' };
    });
    await listTools(client);
    expect(asked).toBe(3);
  });

  it('is refused with a reason if the member is not a list', async () => {
    await expect(listTools(await clientOf({ tools: null }))).rejects.toThrow('tools is not a list');
  });

  it('is read in the same way for resources and prompts', async () => {
    const resources = [{ name: 'a', uri: 'test:a', description: null }, { name: 'b' }];
    expect(await listResources(await clientOf({ resources }))).toMatchObject({
      items: [{ name: 'a', uri: 'test:a' }],
      refused: [{ name: 'b' }],
    });
    const prompts = [{ name: 'a', arguments: null }, {}];
    expect(await listPrompts(await clientOf({ prompts }))).toMatchObject({
      items: [{ name: 'a' }],
      leftOut: 1,
    });
  });
});
