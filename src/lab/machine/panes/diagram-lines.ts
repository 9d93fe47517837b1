import { parseBearerChallenge } from '../../../oauth/index.ts';
import {
  type Actor,
  type Channel,
  type Exchange,
  membersOf,
  parameterOf,
  redirectOf,
  responseOf,
  type WireMessage,
} from '../wire/exchange.ts';
import { isAuthorizationRequest, isPushedRequest, isRefusedUnseen, type Step, stepsOf } from './steps.ts';

export type DiagramLine = {
  exchangeId: number;
  label: string;
  step: Step | undefined;
  /** The words of a divider above this line; see {@link dividerBefore}. */
  divider?: string;
} & (
  | {
      kind: 'message';
      from: Actor;
      to: Actor;
      channel: Channel;
      refused: boolean;
      /** Whether the gate holds the message, so that it has not been sent. */
      held: boolean;
    }
  | { kind: 'note'; at: Actor }
);

/** Exchanges are immutable, so their lines can be cached. */
const drawn = new WeakMap<Exchange, readonly DiagramLine[]>();

/** The lines of the diagram of a log: each request, what the server compared, and each response. */
export function diagramLines(log: readonly Exchange[]): DiagramLine[] {
  const lines: DiagramLine[] = [];
  /** Responses that are drawn later, because their servers first send requests of their own. */
  let waiting: { from: Actor; response: DiagramLine }[] = [];
  const respond = (unless?: Actor) => {
    for (const { from, response } of waiting.toReversed()) if (from !== unless) lines.push(response);
    waiting = waiting.filter(({ from }) => from === unless);
  };
  for (const [index, exchange] of log.entries()) {
    respond(exchange.from);
    const known = drawn.get(exchange) ?? linesOf(exchange);
    drawn.set(exchange, known);
    const divider = dividerBefore(log, index);
    const [first, ...others] = known;
    lines.push(...(divider !== undefined && first ? [{ ...first, divider }, ...others] : known));
    const asks = isServer(exchange.to) || isBackend(exchange);
    const response = asks && responseOf(exchange) && lines.pop();
    if (response) waiting.push({ from: exchange.to, response });
  }
  respond();
  return lines;
}

/** Whether a page sends this request to its backend, which then sends requests to the servers. */
const isBackend = ({ from, to, channel }: Exchange): boolean =>
  from === 'browser' && to === 'client' && channel === 'back';

/** Whether an actor is a server. A server sends requests only while it handles a request. */
export const isServer = (actor: Actor): boolean => actor === 'authorization server' || actor === 'MCP server';

/** A divider precedes the first message of each later run, and each return to an earlier run. */
export function dividerBefore(log: readonly Exchange[], index: number): string | undefined {
  const [before, run] = [log[index - 1], log[index]?.run];
  if (!before || run === undefined || run === before.run) return undefined;
  const continued = log.slice(0, index).some((earlier) => earlier.run === run);
  return `Run ${run}${continued ? ', continued' : ''}`;
}

function linesOf(exchange: Exchange): DiagramLine[] {
  const { id: exchangeId, from, to, channel, request, outcome } = exchange;
  const steps = stepsOf(exchange);
  const lines: DiagramLine[] = [];
  // The sender of such a message made verifier and challenge. An attacker may be both client and browser.
  const opened = to === 'browser' || to === from || (from === 'client' && channel === 'front');
  const starts = (opened && isAuthorizationRequest(request)) || isPushedRequest(exchange);
  if (starts && parameterOf(request, 'code_challenge')) {
    lines.push({ kind: 'note', exchangeId, at: from, label: 'verifier, challenge', step: 2 });
  }
  lines.push({
    kind: 'message',
    exchangeId,
    step: steps.request,
    from,
    to,
    channel,
    label: exchangeLabel(exchange),
    refused: outcome.kind === 'dropped' || outcome.kind === 'failed',
    held: outcome.kind === 'held',
  });
  for (const seen of exchange.serverView) {
    if (seen.kind === 'compared PKCE') {
      const label = seen.comparison.method === 'plain' ? 'compare, no hash' : 'hash, compare';
      lines.push({ kind: 'note', exchangeId, at: to, label, step: 7 });
    }
    if (seen.kind === 'was asked whether revoked') {
      const label = `revoked? ${seen.revoked ? 'yes' : 'no'}`;
      lines.push({ kind: 'note', exchangeId, at: 'authorization server', label, step: undefined });
    }
  }
  const response = responseOf(exchange);
  if (response) {
    const label = responseLabel(exchange);
    lines.push({
      kind: 'message',
      exchangeId,
      step: steps.response,
      from: to,
      to: from,
      channel,
      label,
      // A 401 that asks for a sign-in is the normal start of a flow, and no refusal.
      refused: (response.status >= 400 && label !== ASKS_FOR_SIGN_IN) || label === WITH_ERROR,
      held: false,
    });
  }
  return lines;
}

const WITH_ERROR = 'redirect with error';
const ASKS_FOR_SIGN_IN = '401, where to sign in';
/** The lab's servers send shorter error codes, but an imported log may contain anything. */
const LONGEST_ERROR = 30;

/** A short label for an exchange. The label also depends on the decision of the server. */
export function exchangeLabel(exchange: Exchange): string {
  const { to, channel, request, outcome } = exchange;
  if (isRefusedUnseen(exchange)) return 'request at /authorize';
  // The attacker copied this message on its way to the server.
  if (to === 'attacker' && channel === 'back' && outcome.kind === 'left') {
    if (request.headers['content-type'] === undefined) return 'overheard, encrypted';
    const method = rpcMethod(request);
    return `overheard: ${method === UNREADABLE ? requestLabel(request) : method}`;
  }
  if (isPushedRequest(exchange) && outcome.kind !== 'dropped') return 'push the request';
  return outcome.kind === 'dropped' ? `${requestLabel(request)}, dropped` : requestLabel(request);
}

export function requestLabel(request: WireMessage): string {
  const { pathname } = new URL(request.url);
  const wellKnown = /\/\.well-known\/([^/]+)/.exec(pathname)?.[1];
  if (wellKnown) return `${request.method} ${wellKnown}`;
  if (pathname.endsWith('/callback')) {
    const brought = ['code', 'error'].find((name) => parameterOf(request, name));
    return brought ? `/callback?${brought}` : '/callback';
  }
  if (pathname.endsWith('/authorize'))
    return request.method === 'GET' ? 'open /authorize' : 'sign in, consent';
  if (pathname.endsWith('/introspect')) return 'ask about the token';
  if (pathname.endsWith('/token')) {
    if (parameterOf(request, 'grant_type') === 'refresh_token') return 'POST /token, refresh';
    if (!parameterOf(request, 'code')) return 'POST /token';
    return parameterOf(request, 'code_verifier') ? 'POST /token, code + verifier' : 'POST /token, code';
  }
  if (pathname.endsWith('/mcp') || request.body.includes('"jsonrpc"')) {
    return `${rpcMethod(request)}, ${tokenLabel(request)}`;
  }
  return `${request.method} ${pathname}`;
}

function tokenLabel({ headers }: WireMessage): string {
  if (!headers.authorization) return 'no token';
  const [scheme = ''] = headers.authorization.split(' ');
  return scheme.toLowerCase() === 'bearer' ? 'bearer' : scheme.slice(0, LONGEST_SCHEME);
}

/** An opened file may contain anything. */
const LONGEST_SCHEME = 12;

const UNREADABLE = 'MCP message';

function rpcMethod({ body }: WireMessage): string {
  try {
    const { method }: { method?: unknown } = Object(JSON.parse(body));
    return typeof method === 'string' ? method : UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}

function responseLabel(exchange: Exchange): string {
  const response = responseOf(exchange);
  if (!response) return '';
  const redirect = redirectOf(exchange);
  if (redirect) {
    const { searchParams } = redirect;
    if (searchParams.has('code')) return 'redirect with code';
    return searchParams.has('error') ? WITH_ERROR : 'redirect';
  }
  if (response.headers['www-authenticate']?.includes('resource_metadata') && response.status === 401) {
    const error = parseBearerChallenge(response.headers['www-authenticate'])?.error;
    return error ? `401 ${error.slice(0, LONGEST_ERROR)}` : ASKS_FOR_SIGN_IN;
  }
  const { error, access_token, active, request_uri } = membersOf(response);
  if (typeof error === 'string') return `${response.status} ${error}`;
  if (typeof active === 'boolean') return `${response.status}, ${active ? 'active' : 'not active'}`;
  if (request_uri !== undefined) return `${response.status}, request_uri`;
  if (access_token !== undefined) return `${response.status}, tokens`;
  return `${response.status}`;
}
