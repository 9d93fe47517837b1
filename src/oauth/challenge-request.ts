import { type BearerChallenge, parseBearerChallenge } from './bearer-challenge.ts';
import { isEventStream, type Requester, send } from './json-request.ts';
import { isHidden } from './metadata-document.ts';

/** The response to a call without a token. */
export interface Provoked {
  /** `served`: this call needs no token, but other calls may. `hidden`: the browser hides the response. */
  withoutToken: 'served' | 'refused' | 'hidden';
  isMcp?: boolean;
  challenge?: BearerChallenge | undefined;
}

const MCP_VERSION = '2026-07-28';
const LIST_TOOLS = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/list',
  params: {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': MCP_VERSION,
      'io.modelcontextprotocol/clientInfo': { name: 'oauth-discovery', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
};

/** Requests the list of tools without a token: the 401 response says where to sign in. */
export async function provokeChallenge(platform: Requester, serverUrl: string): Promise<Provoked> {
  const fetch: Requester['fetch'] = async (...request) => {
    const response = await platform.fetch(...request);
    if (response.ok) return response;
    // A refusal is read only for its headers: its body may be too long, or end with an error.
    response.body?.cancel().catch(() => {});
    return new Response(null, response);
  };
  try {
    const request = {
      method: 'POST' as const,
      headers: {
        Accept: 'application/json, text/event-stream',
        'Content-Type': 'application/json',
        'MCP-Protocol-Version': MCP_VERSION,
        'Mcp-Method': LIST_TOOLS.method,
      },
      body: JSON.stringify(LIST_TOOLS),
    };
    const { response, json } = await send({ ...platform, fetch }, serverUrl, request, 'challenge');
    return {
      // A server that refuses the request as invalid (400) does not demand a token.
      withoutToken: response.ok || response.status === 400 ? 'served' : 'refused',
      // A static file or another API also responds with 200.
      isMcp: !response.ok || isEventStream(response) || json?.jsonrpc === '2.0',
      challenge: parseBearerChallenge(response.headers.get('WWW-Authenticate')),
    };
  } catch (error) {
    // A response without CORS headers is unreadable, but the well-known location may be readable.
    if (isHidden(error)) return { withoutToken: 'hidden' };
    throw error;
  }
}
