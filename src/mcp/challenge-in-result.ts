import type { CallToolResult } from '@modelcontextprotocol/client';
import { type BearerChallenge, parseBearerChallenge } from '../oauth/index.ts';
import { membersIn } from './json-schema/verdict.ts';

/**
 * The member of a tool result that has the challenge in place of the header `WWW-Authenticate`. Servers whose HTTP
 * layer does not know the called tool send this member. Some send it in the `data` of an error, without `mcp/`.
 */
const MEMBER = /^(mcp\/)?www[-_]authenticate$/i;

/** The limit of Chromium for the headers of a response, in characters. A member of a result has no such limit. */
const LONGEST_HEADER = 256 * 1024;

/** Reads the challenge in the result of a call that needs a first or a further sign-in; otherwise `undefined`. */
export const challengeIn = ({ _meta }: CallToolResult): BearerChallenge | undefined => challengeAmong(_meta);

/** Reads the challenge in the `data` of a JSON-RPC error. */
export const challengeInData = (data: unknown): BearerChallenge | undefined =>
  challengeAmong({ ...membersIn(Object(data)._meta), ...membersIn(data) });

function challengeAmong(members: unknown): BearerChallenge | undefined {
  const [, value] = Object.entries(membersIn(members)).find(([name]) => MEMBER.test(name)) ?? [];
  const headers = [value].flat().filter((header) => typeof header === 'string');
  return parseBearerChallenge(headers.length ? headers.join(', ').slice(0, LONGEST_HEADER) : null);
}
