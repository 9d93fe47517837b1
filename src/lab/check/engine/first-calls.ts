import type { Attempt } from './attempt.ts';
import type { Evidence } from './evidence.ts';
import { CLIENT_HEADERS, endSession, initialize, listTools, SIMPLE_GET } from './mcp-request.ts';
import type { ReportLine } from './report-line.ts';

/** Tells a server that a page may not read from one whose preflight fails, and from one that is not there. */
export async function askWithoutPreflight(
  line: ReportLine,
  serverUrl: string,
): Promise<Pick<Evidence, 'simple' | 'blind'>> {
  const { attempt: simple } = await line.send('MCP server', serverUrl, SIMPLE_GET);
  if (simple.outcome !== 'unreadable') return { simple };
  const { attempt: blind } = await line.send('MCP server', serverUrl, { mode: 'no-cors' });
  return { simple, blind };
}

/** Many servers redirect from an address without a slash at its end to the one with it, or the reverse. */
export async function tryOtherSlash(
  line: ReportLine,
  serverUrl: string,
): Promise<Pick<Evidence, 'otherSlash'>> {
  const other = new URL(serverUrl);
  other.pathname = other.pathname.endsWith('/') ? other.pathname.slice(0, -1) : `${other.pathname}/`;
  if (other.href === serverUrl) return {};
  return { otherSlash: (await line.send('MCP server', other.href, listTools())).attempt };
}

/** Begins a session as a client of an earlier version does, and ends it where its ID can be read. */
export async function shakeHands(
  line: ReportLine,
  serverUrl: string,
  headers: Record<string, string> = {},
): Promise<Attempt> {
  const reply = await line.send('MCP server', serverUrl, initialize(headers));
  const sessionId = reply.headers['mcp-session-id'];
  if (sessionId !== undefined) await line.send('MCP server', serverUrl, endSession(sessionId));
  return reply.attempt;
}

/**
 * The call that was refused, with all headers and a token that is none. If its preflight is refused, one header
 * after the other, so that the report can name the missing ones.
 */
export async function tryPreflight(
  line: ReportLine,
  { serverUrl, initialize: handshake }: Evidence,
): Promise<Pick<Evidence, 'preflight' | 'nonsense' | 'refusedHeaders'>> {
  const ask = async (headers: Record<string, string>) =>
    handshake?.status === 401
      ? shakeHands(line, serverUrl, headers)
      : (await line.send('MCP server', serverUrl, listTools(headers))).attempt;
  const preflight = await ask(CLIENT_HEADERS);
  if (preflight.outcome !== 'unreadable') return { preflight, nonsense: preflight, refusedHeaders: [] };
  const refusedHeaders: string[] = [];
  let nonsense: Attempt | undefined;
  for (const [name, value] of Object.entries(CLIENT_HEADERS)) {
    const attempt = await ask({ [name]: value });
    if (attempt.outcome === 'unreadable') refusedHeaders.push(name);
    else if (name === 'Authorization') nonsense = attempt;
  }
  return { preflight, refusedHeaders, ...(nonsense && { nonsense }) };
}
