import '../../../src/zod-jitless.ts';
import { connectMcpClient, type TokenSource } from '../../../src/mcp/client.ts';
import { settings } from './settings.ts';

/** Calls a tool that returns the subject of the token. @throws Error when it is refused. */
export async function callProtectedTool(source: TokenSource): Promise<void> {
  const client = await connectMcpClient(source, settings.serverUrl, (url, init) => fetch(url, init));
  const { isError } = await client.callTool({ name: 'whoami', arguments: {} });
  if (isError) throw new Error('The tool was refused.');
}
