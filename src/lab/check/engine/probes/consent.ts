import { probeOf } from './index.ts';

/** The risk of the probes that test whether the MCP server compares audiences, for the person who agrees to them. */
export const AUDIENCE_CONSENT = `Two probes, “${probeOf('wrong-resource').title}” and “${probeOf('no-resource').title}”, send the MCP server a token that was not issued for it. If the token is valid at another server, the MCP server could use it there until it is revoked or expires.`;
