import type { Actor } from '../wire/exchange.ts';

/** The path of the attacker's own server. */
export const COUNTERFEIT = '/counterfeit';

export function serverOf(url: string): Actor {
  const { pathname } = new URL(url);
  if (pathname.replace(/^\/\.well-known\/[\w-]+/, '').startsWith(COUNTERFEIT)) return 'attacker';
  // The backend of a page takes the role of the client.
  if (pathname.startsWith('/backend/')) return 'client';
  return /^\/(mcp|\.well-known\/oauth-protected-resource)/.test(pathname)
    ? 'MCP server'
    : 'authorization server';
}
