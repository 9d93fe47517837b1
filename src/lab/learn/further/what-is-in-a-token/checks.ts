/** How the MCP server learns what a token means: from its signed claims, or from the authorization server. */
export const CHECKS = {
  question: 'How does the MCP server check a token?',
  readsAlone: 'it only reads a JWT',
  asks: 'it asks about an opaque token',
} as const;
