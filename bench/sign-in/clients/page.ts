import type { TokenSource } from '../../../src/mcp/client.ts';
import { MARKS } from './marks.ts';

/** The task of every library. */
export interface SignIn {
  /** Redirects to the authorization server. */
  start(): Promise<unknown>;
  /** Finishes at the redirect URI. @returns the source of the access token. */
  complete(): Promise<TokenSource>;
}

/**
 * Runs the page: at the redirect URI it gets a token and the result of a protected tool; at any other URL it redirects.
 */
export async function runPage({ start, complete }: SignIn): Promise<void> {
  if (location.pathname !== '/callback') return void start();
  performance.mark(MARKS.running);
  const completing = complete();
  // Fetched during the code exchange, as the project's own callback page does.
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
