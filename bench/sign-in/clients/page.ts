import type { TokenSource } from '../../../src/mcp/server-access.ts';
import { MARKS } from './marks.ts';

export interface SignIn {
  /** Starts the sign-in: redirects to the authorization server. */
  start(): Promise<unknown>;
  /** Completes the sign-in at the redirect URI. @returns the source of the access token. */
  complete(): Promise<TokenSource>;
}

/** At the redirect URI, gets a token and calls a protected tool. At any other URL, starts the sign-in. */
export async function runPage({ start, complete }: SignIn): Promise<void> {
  if (location.pathname !== '/callback') return void start();
  performance.mark(MARKS.running);
  const completing = complete();
  // The MCP client loads during the code exchange, as on the project's own callback page.
  const tools = import('./first-tool-result.ts');
  void tools.then(() => performance.mark(MARKS.toolsLoaded));
  try {
    const source = await completing;
    if (!(await source.accessToken())) throw new Error('There is no token.');
    performance.mark(MARKS.token);
    await (await tools).callProtectedTool(source);
    performance.mark(MARKS.result);
  } catch (error) {
    performance.mark(MARKS.failed, { detail: String(error) });
  }
}
