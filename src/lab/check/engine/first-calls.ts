import type { Attempt } from './attempt.ts';
import type { Evidence } from './evidence.ts';
import {
  CLIENT_HEADERS,
  endSession,
  initialize,
  listTools,
  listToolsNewer,
  SIMPLE_GET,
} from './mcp-request.ts';
import type { ReportLine } from './report-line.ts';
import { refusedCall, servedCall } from './server-kind.ts';
import { withWords } from './server-words.ts';

type FirstCalls = Pick<
  Evidence,
  'challenge' | 'simple' | 'blind' | 'otherSlash' | 'initialize' | 'sessionShown' | 'newer'
>;

/**
 * Finds out what a server says to a client without a token, in each way in which a client may begin. The next one is
 * tried where the one before is neither served nor refused with 401.
 *
 * @param found told of each part.
 */
export async function makeFirstCalls(
  line: ReportLine,
  serverUrl: string,
  found: (calls: Partial<FirstCalls>) => void,
): Promise<FirstCalls> {
  let calls: FirstCalls = {};
  function add(more: FirstCalls): void {
    calls = { ...calls, ...more };
    found(more);
  }
  const challenge = withWords(await line.send('MCP server', serverUrl, listTools()));
  add({ challenge });
  if (challenge.outcome === 'unreadable') add(await askWithoutPreflight(line, serverUrl));
  if (['unreadable', 'redirected'].includes(challenge.outcome) || challenge.status === 404) {
    add(await tryOtherSlash(line, serverUrl));
  }
  if (challenge.outcome !== 'answered') return calls;
  const isUnsettled = () => !servedCall(calls) && !refusedCall(calls);
  if (isUnsettled()) {
    const { attempt, sessionShown } = await shakeHands(line, serverUrl);
    add({ initialize: attempt, sessionShown });
  }
  if (isUnsettled()) add({ newer: withWords(await line.send('MCP server', serverUrl, listToolsNewer())) });
  if (isUnsettled()) add({ simple: (await line.send('MCP server', serverUrl, SIMPLE_GET)).attempt });
  return calls;
}

/** Tells a server that a page may not read from one whose preflight fails, and from one that is not there. */
async function askWithoutPreflight(
  line: ReportLine,
  serverUrl: string,
): Promise<Pick<Evidence, 'simple' | 'blind'>> {
  const { attempt: simple } = await line.send('MCP server', serverUrl, SIMPLE_GET);
  if (simple.outcome !== 'unreadable') return { simple };
  const { attempt: blind } = await line.send('MCP server', serverUrl, { mode: 'no-cors' });
  return { simple, blind };
}

/** Many servers redirect from an address without a slash at its end to the one with it, or the reverse. */
async function tryOtherSlash(line: ReportLine, serverUrl: string): Promise<Pick<Evidence, 'otherSlash'>> {
  const other = new URL(serverUrl);
  other.pathname = other.pathname.endsWith('/') ? other.pathname.slice(0, -1) : `${other.pathname}/`;
  if (other.href === serverUrl) return {};
  return { otherSlash: (await line.send('MCP server', other.href, listTools())).attempt };
}

/** Begins a session as a client of an earlier version does, and ends it where its ID can be read. */
async function shakeHands(
  line: ReportLine,
  serverUrl: string,
  headers: Record<string, string> = {},
): Promise<{ attempt: Attempt; sessionShown: boolean }> {
  const reply = await line.send('MCP server', serverUrl, initialize(headers));
  const sessionId = reply.headers['mcp-session-id'];
  if (sessionId !== undefined) await line.send('MCP server', serverUrl, endSession(sessionId));
  return { attempt: withWords(reply), sessionShown: sessionId !== undefined };
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
      ? (await shakeHands(line, serverUrl, headers)).attempt
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
