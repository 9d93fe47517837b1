import type { WireMessage } from '../wire/exchange.ts';
import type { Run } from './run.ts';

/** A call of the client that an attacker copied from a log: the whole request, and what the attacker reads in it. */
export interface CopiedCall {
  request: WireMessage;
  token: string;
  /** Absent with a bearer token. */
  proof: string | undefined;
}

/** Lets the client call a tool. @returns its request, which the attacker has copied from a log. */
export async function copiedCall({ callTool, log }: Pick<Run, 'callTool' | 'log'>): Promise<CopiedCall> {
  await callTool('whoami');
  const called = log.getSnapshot().findLast(({ from, to }) => from === 'client' && to === 'MCP server');
  if (!called) throw new Error('The client called no tool.');
  const { request } = called;
  return { request, token: tokenIn(request), proof: request.headers.dpop };
}

/** The access token in a request, whatever its scheme. */
export const tokenIn = ({ headers }: Pick<WireMessage, 'headers'>): string =>
  headers.authorization?.replace(/^(Bearer|DPoP) /, '') ?? '';
