export const SERVER = 'https://mcp.example/mcp';

/** A JSON-RPC message: the members that tests read. */
export interface Message {
  id?: number;
  method?: string;
  params?: { cursor?: string };
}

export const messageIn = (init: RequestInit | undefined): Message => JSON.parse(String(init?.body ?? '{}'));

export const json = ({ id }: Message, value: unknown) =>
  JSON.stringify({ jsonrpc: '2.0', id, result: value });

export const result = (message: Message, value: unknown) =>
  new Response(json(message, value), { headers: { 'Content-Type': 'application/json' } });

export const text = (said: string) => ({ resultType: 'complete', content: [{ type: 'text', text: said }] });

/** The response of a server of the 2026-07-28 era: its capabilities for `server/discover`, or the text `done`. */
export const resultOf = (message: Message): Response =>
  result(message, message.method === 'server/discover' ? DISCOVERED : text('done'));

const DISCOVERED = {
  resultType: 'complete',
  supportedVersions: ['2026-07-28'],
  capabilities: { tools: {}, resources: {}, prompts: {} },
  serverInfo: { name: 'test', version: '1' },
  ttlMs: 0,
  cacheScope: 'private',
};
