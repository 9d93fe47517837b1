/** What the MCP server does with a token besides checking its signature, issuer and audience. */
export const CHECKS = {
  question: 'How does the MCP server check a token?',
  asks: 'it asks whether the token was revoked',
  readsAlone: 'it only reads the signature and the expiry',
} as const;
