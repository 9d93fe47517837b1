import type { Actor } from '../wire/exchange.ts';

/** The address of the attacker's own server, and the well-known locations that belong to it. */
export const COUNTERFEIT = '/counterfeit';

/** Whose server is at an address of a run. */
export function serverOf(url: string): Actor {
  const { pathname } = new URL(url);
  if (pathname.replace(/^\/\.well-known\/[\w-]+/, '').startsWith(COUNTERFEIT)) return 'attacker';
  return /^\/(mcp|\.well-known\/oauth-protected-resource)/.test(pathname)
    ? 'MCP server'
    : 'authorization server';
}
