import { problemOfServerAddress } from '../../mcp/server-address.ts';

/**
 * Says in a sentence why a page cannot connect to a server at this address. `undefined`: a connection may be possible.
 */
export function problemForPage(typed: string): string | undefined {
  const problem = problemOfServerAddress(typed);
  if (problem !== undefined) return problem;
  const { protocol, hostname } = new URL(typed);
  return protocol === 'http:' && !isLoopback(hostname)
    ? `Over http, a page may call only this machine. Use the https:// address of ${hostname}, if it has one.`
    : undefined;
}

const isLoopback = (hostname: string): boolean =>
  /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
