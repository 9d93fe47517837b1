import { refusesOrigin } from '../../../mcp/server-words.ts';
import { parseBearerChallenge } from '../../../oauth/index.ts';
import { problemOfAddress } from './address.ts';
import { type Attempt, isForPersons, isLimited, isOfAMoment, isReadable } from './attempt.ts';
import { documentAt, type Evidence, listOf } from './evidence.ts';
import { whyUndecided } from './metadata-locations.ts';
import { namesFailure } from './rules/error-codes.ts';

type Calls = Pick<Evidence, 'challenge' | 'initialize' | 'initialized' | 'listed' | 'newer'>;
type Responses = Calls & Pick<Evidence, 'resourceLocations' | 'simple'>;
type Handshakes = Calls & Pick<Evidence, 'handshakeProblem' | 'newerDiscovered'>;

/** The calls without a token, in the order of sending. */
export const callsOf = ({ challenge, initialize, newer }: Calls): Attempt[] =>
  [challenge, initialize, newer].filter((attempt) => attempt !== undefined);

export function isServed(attempt: Attempt): boolean {
  const { status, content } = attempt;
  const isSuccess = isReadable(attempt) && status >= 200 && status < 300;
  return isSuccess && (content === 'JSON-RPC result' || content === 'event stream');
}

/** The first call that an MCP server accepted without a token. */
export function servedCall(evidence: Calls): Attempt | undefined {
  return callsOf(evidence).find(isServed);
}

/** Whether a client without a token can connect, by either handshake. */
export function isConnected({
  initialize,
  handshakeProblem,
  initialized,
  newerDiscovered,
}: Handshakes): boolean {
  if (newerDiscovered) return true;
  return (
    initialize !== undefined &&
    isServed(initialize) &&
    handshakeProblem === undefined &&
    initialized?.outcome === 'answered' &&
    initialized.status < 400
  );
}

/**
 * The first call that was refused because it has no token. A 401 without a challenge is about the missing session
 * if the server serves the same call after the handshake, and about the origin if the message says so. A 401 to a later
 * message of the handshake counts only with a challenge.
 */
export function refusedCall(evidence: Calls): Attempt | undefined {
  const { challenge, initialized, listed } = evidence;
  const isAboutSession = listed !== undefined && isServed(listed);
  const isForToken = (call: Attempt) =>
    isChallenged(call) ||
    !(refusesOrigin(401, call.errorText ?? '') || (isAboutSession && call === challenge));
  return (
    callsOf(evidence).find((call) => call.status === 401 && isForToken(call)) ??
    [initialized, listed].find((call) => call && isChallenged(call))
  );
}

const isChallenged = ({ status, headers }: Attempt): boolean =>
  status === 401 && headers['www-authenticate'] !== undefined;

export const MENTIONS_CREDENTIALS =
  /\b(unauthori[sz]ed|unauthenticated|authenticat|authorization|token|credential|api.?key)/i;

/**
 * Whether a response that is no 401 may refuse a call for its missing or invalid token. A web page comes from a proxy.
 * 3xx, 404, 429, 5xx and the like are about the address, the rate of requests, or a failure.
 */
export function mayRefuseToken(attempt: Attempt): boolean {
  const { status, content } = attempt;
  if (content === 'web page' || isAboutHost(attempt)) return false;
  return (status >= 200 && status < 300) || [400, 403].includes(status);
}

/**
 * Whether a response possibly refuses the host name by which the server was called, as 421 does (RFC 9110 §15.5.20).
 * Many servers allow only some names, as a defence against DNS rebinding (MCP, Streamable HTTP).
 */
export const isAboutHost = ({ status, errorText }: Attempt): boolean =>
  status === 421 || ([400, 403].includes(status) && /(?<![a-z])host(s|name)?\b/i.test(errorText ?? ''));

/** Whether a server limits the rate of requests, so that its responses prove nothing else. */
export function isRateLimited(evidence: Calls): boolean {
  const settled = servedCall(evidence) ?? refusedCall(evidence);
  return !settled && callsOf(evidence).some(isLimited);
}

/**
 * Whether the browser possibly hides only the refusal of a call without a token: many servers send CORS headers with
 * every response except the 401. A page cannot distinguish this from a server that hides every response.
 */
export function mayHideOnlyRefusal({
  challenge,
  simple,
  simpleWithToken,
  simplePost,
  noCors,
  otherSlash,
}: Evidence): boolean {
  if (challenge?.outcome !== 'unreadable' || (otherSlash && isFromMcpServer(otherSlash))) return false;
  if (challenge.reason !== undefined)
    return challenge.hidden?.to === 'request' && challenge.hidden.status === 401;
  if (simple?.outcome !== 'answered') return noCors?.outcome === 'opaque';
  return simpleWithToken?.outcome === 'answered' && simplePost?.outcome === 'unreadable';
}

/**
 * Whether a response comes from an MCP server, including a refusal. A 404 says that there is no server at this address.
 */
export function isFromMcpServer(attempt: Attempt): boolean {
  const { status, content } = attempt;
  return isServed(attempt) || status === 401 || (content === 'JSON-RPC error' && status !== 404);
}

/**
 * Whether a 401 may ask for a Bearer token: its challenge says so, or the challenge cannot be read and the response
 * names no other credentials. A proxy that asks for a password sends a web page; a server that wants a key says so.
 */
export function asksForBearer({ headers, content, errorText = '' }: Attempt): boolean {
  const challenge = headers['www-authenticate'];
  if (challenge !== undefined && hasScheme(challenge)) return parseBearerChallenge(challenge) !== undefined;
  return content !== 'web page' && !/\b(api|subscription|access|secret)[ _-]?key\b/i.test(errorText);
}

/** Whether a challenge begins with a scheme (RFC 9110 §11.6.1). Some servers send only parameters, or an address. */
export const hasScheme = (challenge: string): boolean => /^\s*[\w!#$%&'*+.^`|~-]+(\s|,|$)/.test(challenge);

/**
 * The `resource_metadata` of the challenge, and the problem with it, if it is an unsafe address. A client may stop at
 * such an address. A value that is not a URL is a mistake, too, but no client would send anything there.
 */
export function unsafeHint(evidence: Calls): { hint: string; problem: string } | undefined {
  const challenge = refusedCall(evidence)?.headers['www-authenticate'] ?? null;
  const hint = parseBearerChallenge(challenge)?.resourceMetadata;
  const problem = hint !== undefined && URL.canParse(hint) ? problemOfAddress(hint) : undefined;
  return hint === undefined || problem === undefined ? undefined : { hint, problem };
}

/** Whether the resource metadata names an authorization server, and so declares that the server protects something. */
export function namesAuthorizationServer({
  resourceLocations,
}: Pick<Evidence, 'resourceLocations'>): boolean {
  return Boolean(listOf(documentAt(resourceLocations), 'authorization_servers')?.length);
}

/** The server names no authorization server that this client sees, as MCP allows: it is OPTIONAL. */
export function needsNoToken(evidence: Evidence): boolean {
  return (
    servedCall(evidence) !== undefined &&
    evidence.listed?.status !== 401 &&
    !namesAuthorizationServer(evidence) &&
    whyUndecided(evidence.resourceLocations) === undefined
  );
}

/** Like {@link answersAsMcp}, but true also for a refusal that may ask for a Bearer token, and for metadata. */
export function speaksMcp(evidence: Responses): boolean {
  const refused = refusedCall(evidence);
  return (
    (refused !== undefined && asksForBearer(refused)) ||
    namesAuthorizationServer(evidence) ||
    answersAsMcp(evidence)
  );
}

/** Whether a response is that of an MCP server: JSON-RPC, a stream, or a 401 that leads to a token for this resource. */
export function answersAsMcp(evidence: Responses): boolean {
  const refused = refusedCall(evidence);
  return (
    (refused !== undefined && (hasBearer(refused) || namesAuthorizationServer(evidence))) ||
    speaksOlderTransport(evidence) ||
    callsOf(evidence).some(
      ({ content }) => content?.startsWith('JSON-RPC') || content?.startsWith('event stream'),
    )
  );
}

const hasBearer = ({ headers }: Attempt): boolean =>
  parseBearerChallenge(headers['www-authenticate'] ?? null) !== undefined;

/** Whether a GET opens a stream of the transport of MCP 2024-11-05. */
export const speaksOlderTransport = ({ simple }: Pick<Evidence, 'simple'>): boolean =>
  simple?.content === 'stream of HTTP+SSE';

/** A proxy in front of an MCP server sends its own pages with these statuses. */
const STATUSES_OF_A_PROXY = [401, 403, 407, 429];

/** Says that the address belongs to a web page or a document; an error page does not count. */
export function pageInstead(evidence: Responses): string | undefined {
  const pages = callsOf(evidence).filter(
    (call) =>
      ['web page', 'document'].includes(call.content ?? '') &&
      call.status < 500 &&
      !STATUSES_OF_A_PROXY.includes(call.status) &&
      !isOfAMoment(call) &&
      call.headers['retry-after'] === undefined &&
      !isForPersons(call) &&
      !namesFailure(call.errorText ?? ''),
  );
  const [first] = pages;
  if (!first || pages.length < callsOf(evidence).length || speaksMcp(evidence)) return undefined;
  if (first.content === 'web page') return 'It answers with a web page, and not as an MCP server.';
  const type = first.headers['content-type'];
  return `It answers with a document${type === undefined ? '' : ` of the type ${type}`}, and not as an MCP server.`;
}

/** Whether a server refuses a call because of the place of the client: with 451 (RFC 7725), or in words. */
const isAboutPlace = ({ status, errorText = '' }: Attempt): boolean =>
  status === 451 ||
  (status === 403 && /\b(countr(y|ies)|regions?|territor(y|ies)|geo-?\w*)\b/i.test(errorText));

/** Whether the calls are no evidence about other clients, because the server refuses calls from this place. */
export const isRefusedHere = (evidence: Calls): boolean =>
  !servedCall(evidence) && !refusedCall(evidence) && callsOf(evidence).some(isAboutPlace);

export const REFUSED_HERE =
  'It may refuse calls from the region of this client. Check it again from another network.';

/**
 * Says that every response was of the same kind, whatever the address, and that no MCP server sent such a response.
 * Then nothing shows the server itself: a proxy or a portal may respond in its place, or the address is wrong.
 */
export function whyAllAlike(evidence: Evidence): string | undefined {
  const { simple, otherSlash, preflight, resourceLocations, originLocation, misplacedResource } = evidence;
  const attempts = [
    ...[...callsOf(evidence), simple, otherSlash, preflight],
    ...[...resourceLocations, originLocation, misplacedResource].map((location) => location?.attempt),
  ].filter((attempt) => attempt !== undefined);
  const statuses = attempts.flatMap((attempt) => statusOf(attempt) ?? []);
  const [status] = statuses;
  if (status === undefined || statuses.length < 2 || statuses.some((each) => each !== status))
    return undefined;
  if (status !== REDIRECT && status < 500 && (answersAsMcp(evidence) || attempts.some(hasBearer)))
    return undefined;
  const responses = evidence.challenge?.content ? `${describeResponses(evidence)} ` : '';
  const [to] = attempts.flatMap(({ redirectsTo }) => redirectsTo ?? []);
  const all =
    status === REDIRECT
      ? `was a redirect${to === undefined ? '' : `, first to ${to}`}`
      : `had the status ${status}`;
  return `${responses}Every response that could be read ${all}, whatever the address. ${whoMaySend(status)}`;
}

/** Stands for every status of a redirect. */
const REDIRECT = 300;

/** The status of a response, even if a browser would hide it, or {@link REDIRECT}. */
function statusOf({ outcome, hidden, status }: Attempt): number | undefined {
  const seen = outcome === 'redirected' ? REDIRECT : (hidden?.status ?? status);
  return seen >= 300 && seen < 400 ? REDIRECT : seen || undefined;
}

/** Says what may be in front of a server if every request gets this status. */
function whoMaySend(status: number): string {
  if (status < 300)
    return 'The address may be that of a web site, or a proxy may respond in place of the server: for example, the sign-in page of a network. Use the address of the MCP server itself; it often ends in /mcp.';
  if (status === REDIRECT)
    return 'If people sign in at the other address, a proxy sends the redirect: let requests to the MCP address pass. If the server has moved, use its new address.';
  if (status === 401)
    return 'No Bearer challenge could be read. A proxy may ask for a sign-in, or the server may want an API key, or a token even for its metadata.';
  if ([404, 405, 410].includes(status))
    return 'The address may be wrong, or nothing is deployed there. The address of an MCP server often ends in /mcp.';
  if (status === 429) return 'The server limits the rate of requests. Check it again later.';
  return 'A firewall may refuse this client, or the server has failed. Check it again later, or from another network.';
}

/** The responses of a server that neither serves a call nor asks for a token, with its error messages. */
export function describeResponses({ challenge, initialize, newer }: Calls): string {
  const of = (attempt: Attempt | undefined, call: string) => {
    if (!attempt?.content) return [];
    const type = attempt.content === 'document' ? attempt.headers['content-type'] : undefined;
    const errorText =
      attempt.errorText === undefined ? (type === undefined ? '' : `: ${type}`) : `: “${attempt.errorText}”`;
    return [`${call} with ${attempt.status} (${attempt.content}${errorText})`];
  };
  const isSame = newer?.status === challenge?.status && newer?.errorText === challenge?.errorText;
  const answers = [
    ...of(challenge, 'a call'),
    ...of(initialize, 'initialize'),
    ...(isSame ? [] : of(newer, 'a call of MCP 2026-07-28')),
  ];
  const before = answers.slice(0, -1).join(', ');
  return `It answered ${[before, answers.at(-1)].filter(Boolean).join(' and ')}.`;
}

/** Like {@link describeResponses}, for a server that possibly does not speak MCP. */
export const describeUnknownServer = (calls: Calls): string =>
  `${describeResponses(calls)} This does not show whether there is an MCP server.`;

export const NO_TOKEN =
  'It accepts clients without a token and shows no authorization server, which is allowed.';
export const NO_MCP = 'None of its responses looks like a response of an MCP server.';
