/** What the MCP server does with a token besides checking its signature, issuer, audience and expiry. */
export const CHECKS = {
  question: 'How does the MCP server check a token?',
  readsAlone: 'it reads the token alone',
  asks: 'it also asks whether the token was revoked',
} as const;
