import type { JSONRPCMessage, ProtocolEra } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { connectMcpClient } from './client.ts';
import { messageIn, result, resultOf, SERVER } from './testing/server.ts';
import { otherMembers, understoodMessage } from './understood-result.ts';

const DONE = { type: 'text', text: 'done' };
const PNG = { type: 'image', data: 'AAEC', mimeType: 'image/png' };
const FILE = { uri: 'a:b', text: 'x' };
const LINK = { type: 'resource_link', uri: 'a:b', name: 'a:b' };

/** A client of a server that returns this result. The result has no `resultType`, which belongs to the newer era. */
const clientOf = (method: string, returned: unknown) =>
  connectMcpClient(undefined, SERVER, async (_url, init) => {
    const message = messageIn(init);
    return message.method === method ? result(message, returned) : resultOf(message);
  });

/** What a call returns to the app when a server returns this result. */
const received = async (returned: unknown): Promise<object> =>
  (await clientOf('tools/call', returned)).callTool({ name: 'a-tool', arguments: {} });

const quoted = (text: string) => ({
  type: 'text',
  text: expect.stringMatching(new RegExp(`^This is not content as MCP defines it: [\\s\\S]*${text}`)),
});

describe('the result of a tool', () => {
  it.each<[string, unknown, object]>([
    ['of an unknown type', { type: 'video', data: 'x' }, quoted('video')],
    ['whose text is a number', { type: 'text', text: 42 }, quoted('42')],
    ['that is a string', 'done', DONE],
    ['without a type, but with text', { text: 'done' }, DONE],
    ['of a type of a model API, with only text', { type: 'output_text', text: 'done' }, DONE],
    ['of another type, with text and more', { type: 'thinking', text: 'x', url: 'y' }, quoted('"url"')],
    ['whose data is not base64', { type: 'image', data: '@@@', mimeType: 'image/png' }, quoted('@@@')],
    ['that is null', null, quoted('null')],
    ['with a member that is null', { ...DONE, annotations: null }, DONE],
    ['with `_meta` that is a list', { ...DONE, _meta: [] }, DONE],
    ['with odd annotations', { ...DONE, annotations: { audience: 'user', priority: 'high' } }, DONE],
    [
      'whose data is base64url without padding',
      { type: 'image', data: 'AAEC_-A', mimeType: 'image/png' },
      { type: 'image', data: 'AAEC/+A=', mimeType: 'image/png' },
    ],
    [
      'whose data only contains a data URL',
      { type: 'image', data: 'x data:image/png;base64,AAEC', mimeType: 'image/png' },
      quoted('x data'),
    ],
    ['whose data is a data URL', { ...PNG, data: `data:image/gif;base64,${PNG.data}` }, PNG],
    ['with its type only in the data URL', { type: 'image', data: `data:image/png;base64,${PNG.data}` }, PNG],
    ['with its type as `mediaType`', { type: 'image', data: PNG.data, mediaType: 'image/png' }, PNG],
    ['with its type as `mime_type`', { type: 'image', data: PNG.data, mime_type: 'image/png' }, PNG],
    ['with its type and data in `image`', { type: 'image', image: { ...PNG, type: undefined } }, PNG],
    [
      'with its type and data in `source`',
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG.data } },
      PNG,
    ],
    ['of another type, but an image', { ...PNG, type: 'blob' }, PNG],
    [
      'of another type, and no image',
      { ...PNG, type: 'blob', mimeType: 'application/pdf' },
      quoted('"type": "blob"'),
    ],
    ['of an unknown media type', { type: 'image', data: PNG.data }, { ...PNG, mimeType: '' }],
    [
      'a resource without an object for it',
      { type: 'resource', ...FILE },
      { type: 'resource', resource: FILE },
    ],
    ['a resource without contents', { type: 'resource', resource: { uri: 'a:b' } }, LINK],
    ['a link without a name', { type: 'resource_link', uri: 'a:b' }, LINK],
    ['a link with data', { type: 'resource_link', uri: 'a:b', data: 'AAEC' }, quoted('AAEC')],
  ])('keeps its other blocks if one block is %s', async (_what, block, shown) => {
    expect(await received({ content: [DONE, block] })).toMatchObject({ content: [DONE, shown] });
  });

  it.each([
    ['a result that is text', 'done', { content: [DONE] }],
    ['a result that is a list', [DONE, 42], { content: [DONE, quoted('42')] }],
    ['a result that is null', null, { content: [] }],
    ['a result that was encoded twice', JSON.stringify({ content: [DONE] }), { content: [DONE] }],
    ['content that is null', { content: null }, { content: [] }],
    ['content that is text', { content: 'done' }, { content: [DONE] }],
    ['one block that is not in a list', { content: DONE }, { content: [DONE] }],
    ['structured content that is null', { content: [DONE], structuredContent: null }, { content: [DONE] }],
    ['isError that is null', { content: [DONE], isError: null }, { content: [DONE] }],
    ['isError that is text', { content: [DONE], isError: 'true' }, { content: [DONE], isError: true }],
    ['isError that is “false”', { content: [DONE], isError: 'false' }, { content: [DONE], isError: false }],
  ])('is read despite %s', async (_what, returned, shown) => {
    expect(await received(returned)).toMatchObject(shown);
  });

  it('without content keeps its other members, and the page shows them', async () => {
    const known = { content: [], isError: false, _meta: {} };
    expect(otherMembers({ ...(await received({ ...known, output: 'hello' })) })).toEqual({ output: 'hello' });
    expect(otherMembers({ ...(await received(known)) })).toBeUndefined();
  });

  it('is not changed if the MCP client can read it', async () => {
    const returned = {
      content: [DONE, { type: 'resource_link', uri: 'test:a', name: 'A' }],
      structuredContent: { a: [1, null] },
      isError: true,
    };
    expect(await received(returned)).toMatchObject(returned);
  });

  it.each<[ProtocolEra, object | null, object | null]>([
    ['modern', { content: [DONE], structuredContent: 'x' }, { content: [DONE], structuredContent: 'x' }],
    ['legacy', { content: [DONE], structuredContent: 'x' }, { content: [DONE, quoted('"x"')] }],
    ['legacy', { structuredContent: {} }, { content: [], structuredContent: {} }],
    [
      'modern',
      { content: [{ ...DONE, _meta: null }], structuredContent: null, isError: null },
      { content: [DONE] },
    ],
    ['modern', { tools: [] }, { tools: [], ttlMs: 0, cacheScope: 'private' }],
    ['modern', { prompts: [], ttlMs: 5 }, { prompts: [], ttlMs: 5, cacheScope: 'private' }],
    ['legacy', { tools: [] }, { tools: [] }],
    ['modern', null, null],
  ])('keeps what its protocol era permits: %s, %j', (era, returned, shown) => {
    const message = { jsonrpc: '2.0' as const, id: 1, result: returned };
    const due = shown && era === 'modern' ? { resultType: 'complete', ...shown } : shown;
    expect(understoodMessage(message as JSONRPCMessage, era)).toStrictEqual({ ...message, result: due });
  });
});

it('an error keeps its code, which the MCP client would replace', async () => {
  const client = await connectMcpClient(undefined, SERVER, async (_url, init) => {
    const message = messageIn(init);
    const error = { code: -32_002, message: 'No', data: { uri: 'a:b' } };
    if (message.method !== 'resources/read') return resultOf(message);
    return Response.json({ jsonrpc: '2.0', id: message.id, error });
  });
  const read = client.readResource({ uri: 'a:b' });
  await expect(read).rejects.toMatchObject({ code: -32_002, data: '{"uri":"a:b"}' });
});

it.each<[string, object, object]>([
  ['null members', { contents: [{ uri: 'a:b', mimeType: null, text: 'x', _meta: null }] }, { text: 'x' }],
  ['one part that is not in a list', { contents: { uri: 'a:b', text: 'x' } }, { text: 'x' }],
  ['`content` in place of `contents`', { content: [{ uri: 'a:b', text: 'x' }] }, { text: 'x' }],
  ['blocks of a tool as `content`', { content: [DONE] }, { uri: '', text: 'done' }],
  ['the part as `resource`', { resource: { uri: 'a:b', text: 'x' } }, { text: 'x' }],
  ['the parts as `resources`', { contents: null, resources: [{ uri: 'a:b', text: 'x' }] }, { text: 'x' }],
  ['the text in the result itself', { uri: 'a:b', text: 'x' }, { uri: 'a:b', text: 'x' }],
  ['the data in the result itself', { mimeType: 'image/png', blob: 'AAEC' }, { blob: 'AAEC' }],
  ['a part without an address', { contents: [{ text: 'x' }] }, { uri: '', text: 'x' }],
  ['text in place of a part', { contents: ['x'] }, { uri: '', text: 'x' }],
  [
    'a block of a tool',
    { contents: [{ type: 'resource', resource: { uri: 'a:b', text: 'x' } }] },
    { text: 'x' },
  ],
  ['an image of a tool', { contents: [PNG] }, { blob: PNG.data, mimeType: PNG.mimeType }],
  ['a data URL', { contents: [{ uri: 'a:b', blob: 'data:image/png;base64,AAEC' }] }, { blob: 'AAEC' }],
  ['an empty text beside the data', { contents: [{ uri: 'a:b', text: '', blob: 'AAEC' }] }, { blob: 'AAEC' }],
  [
    'text beside the data',
    { contents: [{ uri: 'a:b', text: 'x', blob: 'AAEC', _meta: null }] },
    { text: 'x' },
  ],
  ['text that is an object', { contents: [{ uri: 'a:b', text: { c: 1 } }] }, { text: quoted('"c": 1').text }],
])('the contents of a resource are read despite %s', async (_what, returned, shown) => {
  const client = await clientOf('resources/read', returned);
  expect((await client.readResource({ uri: 'a:b' })).contents).toMatchObject([shown]);
});

it.each<[string, object, object]>([
  ['null members', { description: null, messages: [{ role: 'user', content: DONE }] }, DONE],
  ['text as its content', { messages: [{ role: 'user', content: 'done' }] }, DONE],
  ['a list as its content', { messages: [{ role: 'user', content: [DONE] }] }, DONE],
  ['an unknown role', { messages: [{ role: 'system', content: DONE }] }, quoted('"system"')],
])('the messages of a prompt are read despite %s', async (_what, returned, content) => {
  const client = await clientOf('prompts/get', returned);
  expect((await client.getPrompt({ name: 'a' })).messages).toMatchObject([{ content }]);
});
