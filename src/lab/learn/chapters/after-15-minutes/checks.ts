export const ASKS = 'it asks whether the token was revoked';
export const READS_ALONE = 'it only reads the signature and the expiry';

/** What the MCP server does with a token besides checking its signature, issuer and audience. */
export const CHECKS = {
  question: 'How does the MCP server check a token?',
  all: [ASKS, READS_ALONE],
} as const;
