import type { Exchange, WireMessage, WireResponse } from '../wire/exchange.ts';

/** An exchange of the client with the MCP server, with the parts that a test sets. */
export function testExchange(
  request: Partial<WireMessage> = {},
  response: Partial<WireResponse> = {},
  rest: Partial<Exchange> = {},
): Exchange {
  return {
    id: 1,
    atMs: 0,
    from: 'client',
    to: 'MCP server',
    channel: 'back',
    request: { method: 'POST', url: 'https://mcp.example/mcp', headers: {}, body: '', ...request },
    outcome: { kind: 'answered', tookMs: 1, response: { status: 200, headers: {}, body: '', ...response } },
    serverView: [],
    ...rest,
  };
}
