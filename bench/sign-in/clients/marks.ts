export const MARKS = {
  running: 'running',
  token: 'token',
  toolsLoaded: 'MCP client loaded',
  result: 'first tool result',
  failed: 'failed',
} as const;
