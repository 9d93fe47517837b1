import { parseBearerChallenge } from '../../../oauth/index.ts';
import type { Attempt } from './attempt.ts';
import { documentAt, type Evidence, listOf } from './evidence.ts';

type Calls = Pick<Evidence, 'challenge' | 'initialize' | 'newer'>;

/** The calls without a token, in the order in which they were made. */
export const callsOf = ({ challenge, initialize, newer }: Calls): Attempt[] =>
  [challenge, initialize, newer].filter((attempt) => attempt !== undefined);

/** Whether a call was answered as an MCP server does that lets it in. */
export function isServed({ outcome, status, content }: Attempt): boolean {
  const read = outcome === 'answered' || outcome === 'too large';
  return (
    read && status >= 200 && status < 300 && (content === 'JSON-RPC result' || content === 'event stream')
  );
}

/** The first call that an MCP server let in without a token. */
export function servedCall(evidence: Calls): Attempt | undefined {
  return callsOf(evidence).find(isServed);
}

/** The first call that was refused for want of a token. */
export function refusedCall(evidence: Calls): Attempt | undefined {
  return callsOf(evidence).find(({ status }) => status === 401);
}

/**
 * Whether a refusal with 401 may be one for want of a Bearer token: its challenge says so, or cannot be read and no page
 * comes with it, as one does from a proxy that wants a password.
 */
export function asksForBearer({ headers, content }: Attempt): boolean {
  const challenge = headers['www-authenticate'];
  return challenge === undefined ? content !== 'web page' : parseBearerChallenge(challenge) !== undefined;
}

/** Whether the resource metadata names an authorization server: the server then says that it protects something. */
export function namesAuthorizationServer({
  resourceLocations,
}: Pick<Evidence, 'resourceLocations'>): boolean {
  return Boolean(listOf(documentAt(resourceLocations), 'authorization_servers')?.length);
}

/** Whether a server lets clients in without a token and names no authorization server, which it may (MCP: OPTIONAL). */
export function needsNoToken(evidence: Evidence): boolean {
  return servedCall(evidence) !== undefined && !namesAuthorizationServer(evidence);
}

/** Whether something in its answers is of an MCP server: JSON-RPC, a stream, a refusal, or resource metadata. */
export function speaksMcp(evidence: Evidence): boolean {
  const refused = refusedCall(evidence);
  return (
    (refused !== undefined && asksForBearer(refused)) ||
    namesAuthorizationServer(evidence) ||
    speaksOlderTransport(evidence) ||
    callsOf(evidence).some(({ content }) => content?.startsWith('JSON-RPC') || content === 'event stream')
  );
}

/** Whether a GET opens a stream as the transport of MCP 2024-11-05 begins. */
export const speaksOlderTransport = ({ simple }: Pick<Evidence, 'simple'>): boolean =>
  simple?.content === 'stream of HTTP+SSE';

/** With these, a proxy before an MCP server sends pages of its own. */
const STATUSES_OF_A_PROXY = [401, 403, 407, 429];

/** Whether what is at the address is a web page. The page of a server that fails, or of a proxy, is not held for one. */
export function isWebPage(evidence: Evidence): boolean {
  const pages = callsOf(evidence).filter(
    ({ content, status }) => content === 'web page' && status < 500 && !STATUSES_OF_A_PROXY.includes(status),
  );
  return pages.length > 0 && pages.length === callsOf(evidence).length && !speaksMcp(evidence);
}

/** What a server answered that neither serves a call nor asks for a token, with its words. */
export function answersOf({ challenge, initialize, newer }: Calls): string {
  const of = (attempt: Attempt | undefined, call: string) => {
    if (!attempt?.content) return [];
    const said = attempt.said === undefined ? '' : `: “${attempt.said}”`;
    return [`${call} with ${attempt.status} (${attempt.content}${said})`];
  };
  const isSame = newer?.status === challenge?.status && newer?.said === challenge?.said;
  const answers = [
    ...of(challenge, 'a call'),
    ...of(initialize, 'initialize'),
    ...(isSame ? [] : of(newer, 'a call of MCP 2026-07-28')),
  ];
  const before = answers.slice(0, -1).join(', ');
  return `It answered ${[before, answers.at(-1)].filter(Boolean).join(' and ')}.`;
}

/** What a server that does not speak MCP answered, in words. */
export const whatItAnswered = (calls: Calls): string =>
  `${answersOf(calls)} That does not tell whether there is an MCP server.`;

export const NO_TOKEN =
  'It lets clients in without a token, which it may, and names no authorization server.';
export const NO_MCP = 'Nothing that it answered is of an MCP server.';
