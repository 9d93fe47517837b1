import { problemOfServerAddress } from '../../mcp/server-address.ts';

/** Why a page cannot connect to this address; `undefined` if a connection may be possible. */
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
