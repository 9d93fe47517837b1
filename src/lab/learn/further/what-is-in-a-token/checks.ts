/** How the MCP server learns what a token means: from its signed claims, or from the authorization server. */
export const CHECKS = {
  question: 'How does the MCP server check a token?',
  readsAlone: 'it reads a JWT alone',
  asks: 'it asks about an opaque token',
} as const;
