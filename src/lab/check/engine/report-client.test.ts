import { expect, it } from 'vitest';
import { createTestBrowser, SERVER } from '../testing/browser.ts';
import { missing, withMetadata } from '../testing/mcp-servers.ts';
import { clientOver, OPTIONS } from '../testing/report-client.ts';
import { reportOn } from '../testing/reports.ts';
import { streamOf } from '../testing/responses.ts';
import type { Content } from './content.ts';
import { examine } from './examine.ts';
import { listTools, SIMPLE_GET } from './mcp-request.ts';
import { type ReportClientOptions, TIMEOUT_MS } from './report-client.ts';
import { Unreadable } from './unreadable.ts';

/** A client of the report that may send requests to the server. Its waits that are shorter than the timeout end at once. */
function clientOf({
  network,
  ...parts
}: Pick<ReportClientOptions, 'network'> & Partial<ReportClientOptions>) {
  const client = clientOver(network, {
    schedule(callback, delayMs) {
      if (delayMs < TIMEOUT_MS) queueMicrotask(callback);
      return () => {};
    },
    ...parts,
  });
  client.allow(SERVER, 'you');
  return client;
}

it('a request that timed out does not name the aborted connection as its reason', async () => {
  const client = clientOf({
    network: async () => {
      throw new Unreadable('The request failed (ABORT_ERR).');
    },
    schedule(callback) {
      callback();
      return () => {};
    },
  });
  const { attempt } = await client.send('MCP server', SERVER);
  expect(attempt.outcome).toBe('timed out');
  expect(attempt.reason).toBeUndefined();
});

it('a response that opens a stream counts as a response even if no event follows', async () => {
  const silent = new ReadableStream<Uint8Array>();
  const client = clientOf({
    network: async () => new Response(silent, { headers: { 'Content-Type': 'text/event-stream' } }),
  });
  const { attempt } = await client.send('MCP server', SERVER, SIMPLE_GET);
  expect(attempt).toMatchObject({ outcome: 'answered', content: 'event stream' });
});

it('no rule is judged by a stream that is still open when the report stops waiting', async () => {
  const browser = createTestBrowser({ instead: withMetadata(() => undefined, missing) });
  const headers = { 'Content-Type': 'text/event-stream' };
  const client = clientOf({
    network: async (url, init) =>
      init.method === 'POST'
        ? new Response(new ReadableStream<Uint8Array>(), { headers })
        : browser.network(url, init),
    confinedNetwork: browser.confinedNetwork,
  });
  const { broken, verdict } = reportOn(await examine(client, OPTIONS));
  expect(broken).toEqual([]);
  expect(verdict).toMatchObject({
    usable: 'unclear',
    text: expect.stringContaining('event stream without a response for eight seconds'),
  });
});

const RESULT = '{"jsonrpc":"2.0","id":1,"result":{}}';

it.each<[Content, string | null, string]>([
  ...['1', '"1"'].map((id): [Content, string, string] => [
    'JSON-RPC result',
    'application/json',
    `{"jsonrpc":"2.0","id":${id},"result":{}}`,
  ]),
  ...['application/json; charset=utf-8', ' APPLICATION/JSON '].map((type): [Content, string, string] => [
    'JSON-RPC result',
    type,
    RESULT,
  ]),
  ...['text/plain', 'application/json-seq', null].map((type): [Content, string | null, string] => [
    'JSON-RPC of another Content-Type',
    type,
    RESULT,
  ]),
  ...(
    [
      ['{"jsonrpc":"2.0","id":2,"result":{}}', 'JSON-RPC with another id'],
      ['{"jsonrpc":"2.0","id":1,"error":{}}', 'JSON-RPC error'],
      ['{"jsonrpc":"2.0","id":1,"result":{},"more":1}', 'JSON-RPC with mistakes'],
      [`[{"jsonrpc":"2.0","method":"x"},{"id":1},${RESULT}]`, 'JSON-RPC result'],
      ['[{"id":1,"result":{}}]', 'text'],
      ['[]', 'text'],
      ['null', 'text'],
      ['{"id":1,"result":{}}', 'JSON-RPC with mistakes'],
      ['{"id":1,"error":{}}', 'JSON-RPC with mistakes'],
      ['{"id":2,"result":{}}', 'JSON, not JSON-RPC'],
      ['{"id":1,"method":"x","result":{}}', 'JSON, not JSON-RPC'],
      ['{"id":1}', 'JSON, not JSON-RPC'],
      ['{"jsonrpc":"2.0","id":1,"result":{', 'JSON-RPC result'],
      [' { "jsonrpc" : "2.0" , "id" : 1 , "result" : {', 'JSON-RPC result'],
      ['{ "result":{', 'JSON-RPC result'],
      ['{"jsonrpc":"2.0","id":2,"result":{', 'text'],
      ['x{"result":{', 'text'],
      ['', 'nothing'],
    ] as const
  ).map(([body, content]): [Content, string, string] => [content, 'application/json', body]),
  ['web page', 'text/html', 'x'],
  ['web page', 'application/xhtml+xml', 'x'],
  ['web page', null, ' <!doctype html>'],
  ['web page', null, '<HTML lang="en">'],
  ['text', null, 'x <html>'],
  ...(
    [
      [`data: ${RESULT}\n\n`, 'JSON-RPC result'],
      [`\uFEFFdata:${RESULT}\r\n\r\n`, 'JSON-RPC result'],
      [`event: message\rdata: ${RESULT}\r\r`, 'JSON-RPC result'],
      ['data: {"jsonrpc":"2.0",\ndata: "id":1,"result":{}}\n\n', 'JSON-RPC result'],
      [`event: other\ndata: ${RESULT}\n\n`, 'event stream without a response'],
      ['data: {"jsonrpc":"2.0","id":2,"result":{}}\n\n', 'JSON-RPC with another id'],
      ['data: {"jsonrpc":"2.0","id":2,"error":{}}\n\n', 'JSON-RPC with another id'],
      ['data: {"jsonrpc":"2.0","id":2,"method":"x","result":{}}\n\n', 'event stream without a response'],
      ['data: {"jsonrpc":"2.0","id":1}\n\n', 'event stream without a response'],
      ['data: {"jsonrpc":"2.0","id":1,"result":null}\n\n', 'JSON-RPC with mistakes'],
      ['data: x\n\n', 'event stream without a response'],
      [`data: ${RESULT}\n`, 'event stream with an unfinished response'],
      ['id: 1\ndata: \n\n', 'event stream to be resumed'],
      ['data: \nid:1\n\n', 'event stream to be resumed'],
      ['data: id: 1\n\n', 'event stream without a response'],
      ['id: \ndata: \n\n', 'event stream without a response'],
      ['data: x\nevent:endpoint \n\n', 'stream of HTTP+SSE'],
      ['event: endpoints\ndata: x\n\n', 'event stream without a response'],
      [`: ${'x'.repeat(600_000)}\n\n`, 'event stream'],
    ] as const
  ).map(([body, content]): [Content, string, string] => [content, 'text/event-stream;charset=utf-8', body]),
])('the report calls a body “%s” (%s)', async (content, type, body) => {
  const bytes = new TextEncoder().encode(body);
  const client = clientOf({
    network: async () => new Response(bytes, { headers: { ...(type && { 'Content-Type': type }) } }),
    schedule: () => () => {},
  });
  const { attempt } = await client.send('MCP server', SERVER, listTools());
  expect(attempt.content).toBe(content);
});

it.each<[Content, ...string[]]>([
  ['stream of HTTP+SSE', ': ping\n\n', 'event: endpoint\ndata: /\n\n'],
  ['stream of HTTP+SSE', 'event: endp', 'oint\ndata: /\n', '\n'],
  ['event stream', 'data: x\n\n', 'event: endpoint\ndata: /\n\n'],
  ['event stream', `: ${'x'.repeat(4_095)}`, '\n\nevent: endpoint\ndata: /\n\n'],
  ['stream of HTTP+SSE', `: ${'x'.repeat(4_094)}`, '\n\nevent: endpoint\ndata: /\n\n'],
])('the report reads the first event of a stream that a GET opens: “%s”', async (content, ...parts) => {
  const headers = { 'Content-Type': 'text/event-stream' };
  const client = clientOf({
    network: async () => new Response(streamOf(...parts), { headers }),
    schedule: () => () => {},
  });
  expect((await client.send('MCP server', SERVER, SIMPLE_GET)).attempt.content).toBe(content);
});

it.each(['application/json', 'text/event-stream'])(
  'the report reads a character that is split between two chunks of a %s',
  async (type) => {
    const message = `{"jsonrpc":"2.0","id":1,"result":{"text":"é"}}`;
    const bytes = new TextEncoder().encode(type === 'application/json' ? message : `data: ${message}\n\n`);
    const at = bytes.indexOf(0xa9);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const part of [bytes.subarray(0, at), bytes.subarray(at)]) controller.enqueue(part);
        controller.close();
      },
    });
    const client = clientOf({
      network: async () => new Response(body, { headers: { 'Content-Type': type } }),
      schedule: () => () => {},
    });
    expect((await client.send('MCP server', SERVER, listTools())).json).toMatchObject({
      result: { text: 'é' },
    });
  },
);

it.each([
  [512 * 1024, 'answered'],
  [512 * 1024 + 1, 'too large'],
])('the report calls a body of %i octets “%s”', async (octets, outcome) => {
  const client = clientOf({ network: async () => new Response(new Uint8Array(octets)) });
  expect((await client.send('MCP server', SERVER)).attempt.outcome).toBe(outcome);
});
