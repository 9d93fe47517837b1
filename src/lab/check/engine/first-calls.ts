import type { Attempt } from './attempt.ts';
import { withErrorText } from './error-text.ts';
import type { Evidence } from './evidence.ts';
import { completeHandshake, tryInitialize, tryNewer } from './handshake.ts';
import { CLIENT_HEADERS, listTools, SIMPLE_GET, SIMPLE_GET_WITH_TOKEN, SIMPLE_POST } from './mcp-request.ts';
import type { ReportClient } from './report-client.ts';
import { isConnected, isServed, refusedCall, servedCall } from './server-kind.ts';

type FirstCalls = Pick<
  Evidence,
  | 'challenge'
  | 'simple'
  | 'simpleWithToken'
  | 'simplePost'
  | 'noCors'
  | 'otherSlash'
  | 'initialize'
  | 'sessionShown'
  | 'handshakeProblem'
  | 'initialized'
  | 'listed'
  | 'listProblem'
  | 'newer'
  | 'newerDiscovered'
>;

/**
 * Finds out how a server responds to a client without a token. A client may begin in several ways. This function tries
 * the next way after any result except a connection or a refusal with 401.
 *
 * @param found called with each part of the result.
 */
export async function makeFirstCalls(
  client: ReportClient,
  serverUrl: string,
  found: (calls: Partial<FirstCalls>) => void,
): Promise<FirstCalls> {
  let calls: FirstCalls = {};
  function add(more: FirstCalls): void {
    calls = { ...calls, ...more };
    found(more);
  }
  const first = await client.send('MCP server', serverUrl, listTools());
  // Sent again, because one lost request or one response of a proxy would look like a server that hides all responses.
  const isOfProxy =
    ['unreadable', 'redirected'].includes(first.attempt.outcome) || first.attempt.content === 'web page';
  const challenge = withErrorText(
    isOfProxy ? await client.send('MCP server', serverUrl, listTools()) : first,
  );
  add({ challenge });
  if (challenge.outcome === 'unreadable') add(await tryWithoutPreflight(client, serverUrl));
  if (['unreadable', 'redirected'].includes(challenge.outcome) || challenge.status === 404) {
    add(await tryOtherSlash(client, serverUrl));
  }
  if (challenge.outcome !== 'answered') return calls;
  if (refusedCall(calls)) {
    // Some servers send 401 without challenge parameters for a missing session, and need no token after the handshake.
    const { 'www-authenticate': asked = '' } = challenge.headers;
    if (!/^(bearer(,|$)|$)/i.test(asked.trim())) return calls;
    const handshake = await completeHandshake(client, serverUrl);
    if (handshake.listed && isServed(handshake.listed)) add(handshake);
    return calls;
  }
  add(await completeHandshake(client, serverUrl));
  if (!isConnected(calls) && !refusedCall(calls)) add(await tryNewer(client, serverUrl));
  if (!servedCall(calls) && !refusedCall(calls))
    add({ simple: (await client.send('MCP server', serverUrl, SIMPLE_GET)).attempt });
  return calls;
}

/** Distinguishes three cases: the server hides its responses from pages, the preflight fails, or there is no server. */
async function tryWithoutPreflight(
  client: ReportClient,
  serverUrl: string,
): Promise<Pick<Evidence, 'simple' | 'simpleWithToken' | 'simplePost' | 'noCors'>> {
  const { attempt: simple } = await client.send('MCP server', serverUrl, SIMPLE_GET);
  if (simple.outcome === 'answered') {
    const { attempt: simpleWithToken } = await client.send('MCP server', serverUrl, SIMPLE_GET_WITH_TOKEN);
    if (simpleWithToken.outcome !== 'answered') return { simple, simpleWithToken };
    const { attempt: simplePost } = await client.send('MCP server', serverUrl, SIMPLE_POST);
    return { simple, simpleWithToken, simplePost };
  }
  if (simple.outcome !== 'unreadable') return { simple };
  const { attempt: noCors } = await client.send('MCP server', serverUrl, { mode: 'no-cors' });
  return { simple, noCors };
}

/** Many servers redirect from an address without a slash at its end to the address with the slash, or the reverse. */
async function tryOtherSlash(client: ReportClient, serverUrl: string): Promise<Pick<Evidence, 'otherSlash'>> {
  const other = new URL(serverUrl);
  other.pathname = other.pathname.endsWith('/') ? other.pathname.slice(0, -1) : `${other.pathname}/`;
  if (other.href === serverUrl) return {};
  return { otherSlash: (await client.send('MCP server', other.href, listTools())).attempt };
}

/**
 * Repeats the first call, or the refused `initialize`, with all headers of a client and an invalid token. If the
 * preflight fails, it tries each header alone, so that the report can name the refused headers. Then it repeats
 * the first call: otherwise a failure of the server would look like a refused header.
 */
export async function tryPreflight(
  client: ReportClient,
  evidence: Evidence,
): Promise<Pick<Evidence, 'preflight' | 'invalidToken' | 'refusedHeaders' | 'afterPreflight'>> {
  const { serverUrl, challenge, initialize: handshake } = evidence;
  const ask = async (headers: Record<string, string>) =>
    handshake?.status === 401
      ? await tryInitialize(client, serverUrl, headers)
      : withErrorText(await client.send('MCP server', serverUrl, listTools(headers)));
  const askFirst = async () => (await client.send('MCP server', serverUrl, listTools())).attempt;
  const preflight = await ask(CLIENT_HEADERS);
  let invalidToken: Attempt | undefined;
  if (preflight.outcome === 'unreadable') {
    const refusedHeaders: string[] = [];
    for (const [name, value] of Object.entries(CLIENT_HEADERS)) {
      const attempt = await ask({ [name]: value });
      // A hidden response to the call proves that the preflight allowed the call.
      if (attempt.outcome === 'unreadable' && attempt.hidden?.to !== 'request') refusedHeaders.push(name);
      else if (name === 'Authorization') invalidToken = attempt;
    }
    const afterPreflight = await askFirst();
    return { preflight, refusedHeaders, afterPreflight, ...(invalidToken && { invalidToken }) };
  }
  // A server may check the version or the session before the token.
  const { Authorization = '' } = CLIENT_HEADERS;
  const isForOther = refusedCall(evidence) !== undefined && [400, 404, 406].includes(preflight.status);
  invalidToken = isForOther ? await ask({ Authorization }) : preflight;
  // If a firewall sent the 403, or if the server failed, the first call now gets the same response.
  const isUnclear = challenge?.status === 403 || invalidToken.status === 403 || invalidToken.status >= 500;
  const afterPreflight = isUnclear ? await askFirst() : undefined;
  return { preflight, invalidToken, refusedHeaders: [], ...(afterPreflight && { afterPreflight }) };
}
