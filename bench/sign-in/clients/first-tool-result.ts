import '../../../src/zod-jitless.ts';
import { connectMcpClient } from '../../../src/mcp/client.ts';
import type { TokenSource } from '../../../src/mcp/server-access.ts';
import { settings } from './settings.ts';

/** Calls a tool that requires the token. @throws Error if the server refuses the call. */
export async function callProtectedTool(source: TokenSource): Promise<void> {
  const client = await connectMcpClient(source, settings.serverUrl, (url, init) => fetch(url, init));
  const { isError } = await client.callTool({ name: 'whoami', arguments: {} });
  if (isError) throw new Error('The tool was refused.');
}
