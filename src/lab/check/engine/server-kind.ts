import type { Attempt } from './attempt.ts';
import { documentAt, type Evidence, listOf } from './evidence.ts';

type Calls = Pick<Evidence, 'challenge' | 'initialize'>;

/** The calls without a token, in the order in which they were made. */
const callsOf = ({ challenge, initialize }: Calls): Attempt[] =>
  [challenge, initialize].filter((attempt) => attempt !== undefined);

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
  return (
    refusedCall(evidence) !== undefined ||
    namesAuthorizationServer(evidence) ||
    callsOf(evidence).some(({ content }) => content?.startsWith('JSON-RPC') || content === 'event stream')
  );
}

/** Whether what is at the address is a web page. An error page of a server that fails is not held for one. */
export function isWebPage(evidence: Evidence): boolean {
  const pages = callsOf(evidence).filter(({ content, status }) => content === 'web page' && status < 500);
  return pages.length > 0 && pages.length === callsOf(evidence).length && !speaksMcp(evidence);
}

/** What a server that does not speak MCP answered, in words. */
export function whatItAnswered({ challenge, initialize }: Calls): string {
  const of = (attempt: Attempt | undefined, call: string) =>
    attempt?.content ? [`${call} with ${attempt.status} (${attempt.content})`] : [];
  const answers = [...of(challenge, 'a call'), ...of(initialize, 'initialize')].join(' and ');
  return `It answered ${answers}. That does not tell whether there is an MCP server.`;
}

export const NO_TOKEN =
  'It lets clients in without a token, which it may, and names no authorization server.';
export const NO_MCP = 'Nothing that it answered is of an MCP server.';
