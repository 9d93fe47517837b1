import { exchangeLabel, isServer } from '../../machine/panes/diagram-lines.ts';
import { isAuthorizationRequest } from '../../machine/panes/steps.ts';
import { refusalRule } from '../../machine/refusal-rules.ts';
import type { SpecReference } from '../../machine/spec-references.ts';
import { bearerRefusalOf } from '../../machine/wire/bearer-refusal.ts';
import {
  type Exchange,
  membersOf,
  parameterOf,
  redirectOf,
  rejectionIn,
  responseOf,
} from '../../machine/wire/exchange.ts';
import { isScopeRefusal } from './evidence.ts';

/** What one press led to: what was sent, who decided, and by which rule. */
export interface Verdict {
  /** Judged for the owner of the tokens: bad if an attacker gets something, and good if an attacker is refused. */
  tone: 'ok' | 'bad' | 'info';
  title: string;
  /** The message that decided, in words. */
  sent: string;
  message: number;
  rule?: SpecReference | undefined;
  /** Why the authorization server refused, according to its private log. */
  refusal?: string | undefined;
}

/**
 * The verdict on the last message of a press; `undefined` if the press sent nothing.
 *
 * @param attacked whether the messages are part of an attack, even if the client sent them.
 */
export function verdictOn(sent: readonly Exchange[], attacked = false): Verdict | undefined {
  // A revocation only follows a decision, and a request from one server to another only prepares a decision.
  const last = sent.findLast(
    ({ from, to, request }) => to !== 'browser' && !isServer(from) && !request.url.endsWith('/revoke'),
  );
  if (!last) return undefined;
  return verdictOf(refusedBefore(last, sent) ?? last, attacked);
}

/** A callback with an error decides nothing: the authorization server refused the request before the callback. */
function refusedBefore(last: Exchange, sent: readonly Exchange[]): Exchange | undefined {
  const brought = last.outcome.kind === 'left' && parameterOf(last.request, 'error') !== undefined;
  return brought ? sent.findLast((exchange) => rejectionIn(exchange) !== undefined) : undefined;
}

function verdictOf(decided: Exchange, attacked: boolean): Verdict {
  const { id, from, to, outcome, request } = decided;
  const common = { message: id, sent: `the ${from} sent “${exchangeLabel(decided)}” to the ${to}` };
  if (isOverheard(decided)) {
    const title = request.headers['content-type']
      ? 'The attacker read the message on its way'
      : 'The attacker copied the encrypted message on its way';
    return {
      ...common,
      tone: 'info',
      title,
      sent: `the ${from} sent the message to a server, and the attacker was in between`,
    };
  }
  const response = responseOf(decided);
  if (!response) {
    const title =
      outcome.kind === 'left' ? `The message arrived at the ${to}` : `No response: ${outcome.kind}`;
    return { ...common, tone: 'info', title };
  }
  const error = membersOf(response).error ?? redirectOf(decided)?.searchParams.get('error');
  const status = [response.status, error].filter(Boolean).join(' ');
  const [accepted, refused] =
    attacked || from === 'attacker' ? (['bad', 'ok'] as const) : (['ok', 'bad'] as const);
  const refusal = rejectionIn(decided);
  if (refusal !== undefined) {
    const title = `${status}. The authorization server refused the message: ${refusal}`;
    return { ...common, tone: refused, title, rule: refusalRule(refusal), refusal };
  }
  const bearer = isScopeRefusal(decided) ? 'insufficient scope' : bearerRefusalOf(decided);
  if (bearer) {
    const title = `${response.status}. The MCP server refused the message: ${bearer}`;
    // The refusal of a call without a token is no bad news: every sign-in begins with such a call.
    const tone = bearer === 'no token' ? 'info' : refused;
    return { ...common, tone, title, rule: refusalRule(bearer) };
  }
  if (response.status >= 400) {
    return { ...common, tone: refused, title: `The ${to} responded with ${status}` };
  }
  if (request.method === 'GET') {
    // Reading a document is neither good nor bad: the client still decides whether to trust what the document says.
    const what = isAuthorizationRequest(request) ? 'showed its page' : 'sent this document';
    return { ...common, tone: 'info', title: `${status}. The ${to} ${what}` };
  }
  const issued = decided.serverView.find(
    (seen) => seen.kind === 'issued tokens' || seen.kind === 'issued code',
  );
  const whom = from === 'attacker' ? ' the attacker' : '';
  const what = issued
    ? `issued${whom} ${issued.kind === 'issued code' ? 'a code' : 'tokens'}`
    : `accepted the message${from === 'attacker' ? ' from the attacker' : ''}`;
  return { ...common, tone: accepted, title: `${status}. The ${to} ${what}` };
}

/** Whether an attacker copied this message on its way to a server. */
const isOverheard = ({ to, channel, outcome }: Exchange): boolean =>
  to === 'attacker' && channel === 'back' && outcome.kind === 'left';
