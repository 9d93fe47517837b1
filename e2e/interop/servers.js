// This file is JavaScript, because the packages and their types are installed only for this lane.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { StreamableHTTPTransport } from '@hono/mcp';
import { serve } from '@hono/node-server';
import { McpServer as SdkServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { ZodJsonSchemaAdapter } from '@tmcp/adapter-zod';
import { HttpTransport } from '@tmcp/transport-http';
import { FastMCP } from 'fastmcp';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { InMemorySessionAdapter, McpServer as LiteServer, StreamableHttpTransport } from 'mcp-lite';
import { McpServer as TmcpServer } from 'tmcp';
import { z } from 'zod';
import { startBendableServer } from '../real/servers/bendable/server.ts';
import { AUTHORIZATION, EVERYTHING, FASTMCP, HONO, MCP_LITE, TMCP } from './addresses.ts';

const portOf = (url) => Number(new URL(url).port);
const text = (words) => ({ content: [{ type: 'text', text: words }] });
const words = z.object({ words: z.string() });

/** The CORS settings for MCP in the documentation of Hono. */
const CORS = cors({
  origin: '*',
  allowMethods: ['GET', 'POST', 'DELETE', 'OPTIONS'],
  allowHeaders: ['Content-Type', 'Authorization', 'mcp-session-id', 'mcp-protocol-version'],
  exposeHeaders: ['mcp-session-id', 'WWW-Authenticate'],
});

// The official reference server runs in its own process. It needs no token, and has sessions.
const everything = createRequire(import.meta.url).resolve(
  '@modelcontextprotocol/server-everything/dist/index.js',
);
const child = spawn(process.execPath, [everything, 'streamableHttp'], {
  env: { ...process.env, PORT: String(portOf(EVERYTHING)) },
  stdio: 'ignore',
});
process.on('exit', () => child.kill());
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit());

// The protected servers use this authorization server, which redirects at once, without a page.
const authorization = await startBendableServer(() => ({}), portOf(AUTHORIZATION));

/** FastMCP demands a token for every call, and serves its own metadata. */
async function startFastMcp() {
  const server = new FastMCP({
    name: 'fastmcp',
    version: '1.0.0',
    oauth: {
      enabled: true,
      protectedResource: { resource: FASTMCP, authorizationServers: [authorization.issuer] },
    },
    async authenticate(request) {
      const token = request.headers.authorization?.replace('Bearer ', '');
      if (authorization.isValid(token)) return { token };
      const metadata = `${new URL(FASTMCP).origin}/.well-known/oauth-protected-resource`;
      throw new Response(null, {
        status: 401,
        headers: { 'WWW-Authenticate': `Bearer resource_metadata="${metadata}"` },
      });
    },
  });
  server.addTool({
    name: 'say',
    description: 'Says it again.',
    parameters: words,
    execute: async (args) => `FastMCP says ${args.words}`,
  });
  await server.start({
    transportType: 'httpStream',
    httpStream: { port: portOf(FASTMCP), host: '127.0.0.1', endpoint: '/mcp' },
  });
}

/** With Hono and the SDK 1.x, one tool needs no token, and the other tool demands a token. */
function startHono() {
  const app = new Hono();
  const metadata = `${new URL(HONO).origin}/.well-known/oauth-protected-resource/mcp`;
  app.use('*', CORS);
  app.get('/.well-known/oauth-protected-resource/mcp', (context) =>
    context.json({ resource: HONO, authorization_servers: [authorization.issuer] }),
  );
  app.all('/mcp', async (context) => {
    const message = context.req.method === 'POST' ? await context.req.raw.clone().json() : {};
    const token = context.req.header('Authorization')?.replace('Bearer ', '');
    if (message.params?.name === 'secret' && !authorization.isValid(token)) {
      return context.body(null, 401, { 'WWW-Authenticate': `Bearer resource_metadata="${metadata}"` });
    }
    const server = new SdkServer({ name: 'hono', version: '1.0.0' });
    server.registerTool('say', { inputSchema: words.shape }, async (args) => text(`Hono says ${args.words}`));
    server.registerTool('secret', {}, async () => text('Hono keeps a secret'));
    const transport = new StreamableHTTPTransport();
    await server.connect(transport);
    return transport.handleRequest(context);
  });
  serve({ fetch: app.fetch, port: portOf(HONO), hostname: '127.0.0.1' });
}

/** tmcp needs no token, and supports protocol versions of both eras. */
function startTmcp() {
  const server = new TmcpServer(
    { name: 'tmcp', version: '1.0.0', description: 'An open server' },
    { adapter: new ZodJsonSchemaAdapter(), capabilities: { tools: { listChanged: true } } },
  );
  server.tool({ name: 'say', description: 'Says it again.', schema: words }, (args) =>
    text(`tmcp says ${args.words}`),
  );
  const transport = new HttpTransport(server, { path: '/mcp', cors: true });
  serve({
    fetch: async (request) => (await transport.respond(request)) ?? new Response(null, { status: 404 }),
    port: portOf(TMCP),
    hostname: '127.0.0.1',
  });
}

/** mcp-lite runs on Hono. It needs no token, and has sessions. */
function startMcpLite() {
  const mcp = new LiteServer({
    name: 'mcp-lite',
    version: '1.0.0',
    schemaAdapter: (schema) => z.toJSONSchema(schema),
  });
  mcp.tool('say', { inputSchema: words, handler: (args) => text(`mcp-lite says ${args.words}`) });
  const transport = new StreamableHttpTransport({
    sessionAdapter: new InMemorySessionAdapter({ maxEventBufferSize: 100 }),
  });
  const handle = transport.bind(mcp);
  const app = new Hono();
  app.use('*', CORS);
  app.all('/mcp', (context) => handle(context.req.raw));
  serve({ fetch: app.fetch, port: portOf(MCP_LITE), hostname: '127.0.0.1' });
}

await startFastMcp();
startHono();
startTmcp();
startMcpLite();
