export const READS_ALONE = 'it only reads a JWT';
export const ASKS = 'it asks about an opaque token';

/** How the MCP server learns what a token means: from its signed claims, or from the authorization server. */
export const CHECKS = {
  question: 'How does the MCP server check a token?',
  all: [READS_ALONE, ASKS],
} as const;
