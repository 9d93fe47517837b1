import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  acceptedContent,
  createMcpHandler,
  type ElicitRequestFormParams,
  inputRequired,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type Tool,
} from '@modelcontextprotocol/server';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/server/validators/ajv';
import { type LoopbackServer, openOnLoopback } from '../../loopback.ts';

const text = { type: 'string' };
const choices = ['eu', 'us'];
const titled = [
  { const: 'eu', title: 'Europe' },
  { const: 'us', title: 'United States' },
];

/** The input schema of each tool, by the name of the tool. Real generators write such schemas. */
const SCHEMAS: Record<string, Tool['inputSchema']> = {
  number: { type: 'object', properties: { id: { type: 'integer' }, ratio: { type: 'number' } } },
  sql: { type: 'object', properties: { sql: text }, required: ['sql'] },
  decide: {
    type: 'object',
    properties: { sure: { type: 'boolean' }, region: { type: 'string', enum: choices } },
    required: ['sure', 'region'],
  },
  parts: {
    type: 'object',
    properties: {
      labels: { type: 'array', items: text },
      regions: { type: 'array', items: { anyOf: titled }, uniqueItems: true },
      address: {
        type: 'object',
        properties: { street: { ...text, minLength: 3 }, zip: text },
        required: ['street'],
      },
      code: { ...text, pattern: '^(a+)+$' },
    },
  },
  ask: { type: 'object' },
};

/** Fields with the four kinds of enumeration (MCP 2026-07-28, elicitation), with the older kind, and with a format. */
const QUESTION: ElicitRequestFormParams['requestedSchema'] = {
  type: 'object',
  properties: {
    plain: { type: 'string', enum: choices },
    titled: { type: 'string', oneOf: titled },
    named: { type: 'string', enum: choices, enumNames: ['Europe', 'United States'] },
    several: { type: 'array', items: { type: 'string', enum: choices } },
    severalTitled: { type: 'array', items: { anyOf: titled } },
    email: { type: 'string', format: 'email' },
  },
  required: ['plain', 'titled', 'named', 'several', 'severalTitled', 'email'],
};

export interface FormServer extends LoopbackServer {
  /** Each tool call, as the JSON text that arrived, because a parser would round the numbers. */
  calls: string[];
}

/** An MCP server without a sign-in. Its tools refuse arguments that break their schemas. */
export async function startFormServer(appOrigin: string): Promise<FormServer> {
  const calls: string[] = [];
  const mcp = createMcpHandler(createTools);
  const http = createServer(
    toNodeHandler({
      async fetch(request) {
        const body = await request.text();
        if (body.includes('"tools/call"')) calls.push(body);
        const isMcp = new URL(request.url).pathname === '/mcp';
        const response =
          request.method === 'OPTIONS' || !isMcp
            ? new Response(null, { status: isMcp ? 204 : 404 })
            : await mcp.fetch(new Request(request, request.method === 'POST' ? { body } : {}));
        const readable = new Response(response.body, response);
        readable.headers.set('Access-Control-Allow-Origin', appOrigin);
        readable.headers.set('Access-Control-Allow-Methods', 'GET, POST, DELETE');
        readable.headers.set(
          'Access-Control-Allow-Headers',
          'content-type, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id',
        );
        return readable;
      },
    }),
  );
  return { calls, ...(await openOnLoopback(http)) };
}

/** Creates a low-level server of the SDK, because the SDK's other server accepts no plain JSON Schemas. */
function createTools(): Server {
  const server = new Server({ name: 'forms', version: '1.0.0' }, { capabilities: { tools: {} } });
  const validator = new AjvJsonSchemaValidator();
  server.setRequestHandler('tools/list', () => ({
    tools: Object.entries(SCHEMAS).map(([name, inputSchema]) => ({ name, inputSchema })),
  }));
  server.setRequestHandler('tools/call', ({ params }, { mcpReq }) => {
    const schema = SCHEMAS[params.name];
    if (!schema) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `No tool ${params.name}`);
    const { valid, errorMessage } = validator.getValidator(Object(schema))(params.arguments ?? {});
    if (!valid) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `${errorMessage}`);
    const answered = acceptedContent(mcpReq.inputResponses, 'where');
    if (params.name === 'ask' && !answered) {
      const asked = inputRequired.elicit({ mode: 'form', message: 'Where to?', requestedSchema: QUESTION });
      return inputRequired({ inputRequests: { where: asked } });
    }
    return { content: [{ type: 'text', text: `Taken by ${params.name}` }] };
  });
  return server;
}
