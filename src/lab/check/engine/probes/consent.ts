import { probeOf } from './index.ts';

/** Tells the person what they risk if they agree to the probes that test whether the MCP server compares audiences. */
export const AUDIENCE_CONSENT = `Two probes, “${probeOf('wrong-resource').title}” and “${probeOf('no-resource').title}”, send the MCP server a token that was not requested for it. Until that token is revoked or expires, the MCP server could use it at every server that accepts it.`;
