import { versionNamedIn } from '../../../mcp/server-words.ts';
import type { Attempt } from './attempt.ts';
import { withErrorText } from './error-text.ts';
import type { Evidence } from './evidence.ts';
import {
  discoverServer,
  endSession,
  initialize,
  initialized,
  listTools,
  listToolsNewer,
  NEWER_VERSION,
} from './mcp-request.ts';
import type { ReportClient } from './report-client.ts';
import { isServed } from './server-kind.ts';

type Handshake = Pick<
  Evidence,
  'initialize' | 'sessionShown' | 'initialized' | 'listed' | 'listProblem' | 'handshakeProblem'
>;

/** The MCP versions whose handshake begins with `initialize`. */
const VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05', '2024-10-07'];

/** `initialize`, `initialized`, then the list of tools. Ends the session if this page can read its ID. */
export async function completeHandshake(client: ReportClient, serverUrl: string): Promise<Handshake> {
  const send = (request: Parameters<ReportClient['send']>[2]) =>
    client.send('MCP server', serverUrl, request);
  const first = await send(initialize());
  const version = isServed(first.attempt) ? undefined : versionNamedIn(first.text, VERSIONS);
  const again = version === undefined ? first : await send(initialize({}, version));
  // The version may be part of a date. Then the first refusal is the true one.
  const reply = isServed(again.attempt) || again.attempt.status === 401 ? again : first;
  const sessionId = reply.headers['mcp-session-id'];
  const begun = { initialize: withErrorText(reply), sessionShown: sessionId !== undefined };
  if (!isServed(begun.initialize)) return begun;
  const result = Object(reply.json?.result);
  const problem = reply.json && problemOfResult(result);
  if (problem !== undefined) {
    if (sessionId !== undefined) await send(endSession(sessionId));
    return { ...begun, handshakeProblem: problem };
  }
  const chosen: unknown = result.protocolVersion;
  const headers = {
    ...(typeof chosen === 'string' && { 'MCP-Protocol-Version': chosen }),
    ...(sessionId !== undefined && { 'Mcp-Session-Id': sessionId }),
  };
  const done = withErrorText(await send(initialized(headers)));
  const listed =
    done.status < 400 && Object(result.capabilities).tools ? await send(listTools(headers)) : undefined;
  if (sessionId !== undefined) await send(endSession(sessionId));
  if (!listed) return { ...begun, initialized: done };
  const listProblem = listed.json && problemOfTools(Object(listed.json.result).tools);
  return {
    ...begun,
    initialized: done,
    listed: withErrorText(listed),
    ...(listProblem !== undefined && { listProblem }),
  };
}

const LONGEST_NAME = 100;

/** Why clients refuse a list of tools (MCP 2025-11-25, Tool). */
function problemOfTools(tools: unknown): string | undefined {
  if (!Array.isArray(tools)) return 'Its result has no list of tools.';
  const wrong = tools.filter((tool: unknown) => {
    const { name, inputSchema }: { name?: unknown; inputSchema?: unknown } = Object(tool);
    return typeof name !== 'string' || Object(inputSchema).type !== 'object';
  });
  const { name }: { name?: unknown } = Object(wrong.find((tool) => typeof Object(tool).name === 'string'));
  const example = typeof name === 'string' ? `, such as “${name.slice(0, LONGEST_NAME)}”` : '';
  return wrong.length
    ? `${wrong.length} of its ${tools.length} tools lack a name, or an inputSchema with the type object${example}.`
    : undefined;
}

/** Connects as a client of MCP 2026-07-28 does, if the server serves such a client. */
export async function tryNewer(
  client: ReportClient,
  serverUrl: string,
): Promise<Pick<Evidence, 'newer' | 'newerDiscovered'>> {
  const newer = withErrorText(await client.send('MCP server', serverUrl, listToolsNewer()));
  if (!isServed(newer)) return { newer };
  const { json } = await client.send('MCP server', serverUrl, discoverServer());
  const { supportedVersions }: { supportedVersions?: unknown } = Object(json?.result);
  return { newer, newerDiscovered: [supportedVersions].flat().includes(NEWER_VERSION) };
}

/** Sends `initialize` with these headers, then ends the session. */
export async function tryInitialize(
  client: ReportClient,
  serverUrl: string,
  headers: Record<string, string>,
): Promise<Attempt> {
  const reply = await client.send('MCP server', serverUrl, initialize(headers));
  const sessionId = reply.headers['mcp-session-id'];
  if (sessionId !== undefined) await client.send('MCP server', serverUrl, endSession(sessionId));
  return withErrorText(reply);
}

/** Why a client refuses the result of `initialize` (MCP 2025-11-25, lifecycle). */
function problemOfResult(result: Readonly<Record<string, unknown>>): string | undefined {
  const { protocolVersion, capabilities, serverInfo } = result;
  if (typeof protocolVersion !== 'string') return 'Its result has no protocolVersion.';
  if (!VERSIONS.includes(protocolVersion))
    return `It chose version ${protocolVersion}. The versions with this handshake are ${VERSIONS.join(', ')}.`;
  if (!isObject(capabilities)) return 'Its capabilities are not a JSON object.';
  const wrong = ['tools', 'resources', 'prompts', 'logging', 'completions'].find(
    (name) => !isLeftOut(capabilities[name]) && !isObject(capabilities[name]),
  );
  if (wrong !== undefined) return `Its capability ${wrong} is not a JSON object.`;
  const { name, version }: { name?: unknown; version?: unknown } = Object(serverInfo);
  return typeof name === 'string' && typeof version === 'string'
    ? undefined
    : 'Its serverInfo lacks a name or a version.';
}

/** Many servers write `null`, or an empty list, for a capability without members. */
const isLeftOut = (value: unknown): boolean => value == null || (Array.isArray(value) && !value.length);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
