import { exchangeLabel, isServer } from '../../machine/panes/diagram-lines.ts';
import { refusalRule } from '../../machine/refusal-rules.ts';
import type { SpecReference } from '../../machine/spec-references.ts';
import { type Exchange, membersOf, responseOf } from '../../machine/wire/exchange.ts';
import { bearerRefusalOf, isScopeRefusal } from './evidence.ts';

/** What one press led to: what was sent, who decided, and by which rule. */
export interface Verdict {
  tone: 'ok' | 'bad' | 'info';
  title: string;
  /** The message that decided, in words. */
  sent: string;
  message: number;
  rule?: SpecReference | undefined;
}

/** The verdict on the last message of a press; `undefined` when it sent nothing. */
export function verdictOn(sent: readonly Exchange[]): Verdict | undefined {
  // A revocation follows a decision, and what a server asks another one belongs to a decision of its own.
  const last = sent.findLast(
    ({ from, to, request }) => to !== 'browser' && !isServer(from) && !request.url.endsWith('/revoke'),
  );
  if (!last) return undefined;
  const { id, from, to, outcome } = last;
  const common = { message: id, sent: `the ${from} sent “${exchangeLabel(last)}” to the ${to}` };
  if (isOverheard(last)) {
    const title = last.request.headers['content-type']
      ? 'The attacker read it on its way'
      : 'The attacker copied it on its way, encrypted';
    return { ...common, tone: 'info', title, sent: `the ${from} sent it to a server, past the attacker` };
  }
  const response = responseOf(last);
  if (!response) {
    const title = outcome.kind === 'left' ? `It arrived at the ${to}` : `No response: ${outcome.kind}`;
    return { ...common, tone: 'info', title };
  }
  const status = [response.status, membersOf(response).error].filter(Boolean).join(' ');
  const refused = last.serverView.find((seen) => seen.kind === 'refused');
  if (refused?.kind === 'refused') {
    const { reason } = refused.rejection;
    return {
      ...common,
      tone: 'bad',
      title: `${status}. The authorization server refused it: ${reason}`,
      rule: refusalRule(reason),
    };
  }
  const bearer = isScopeRefusal(last) ? 'insufficient scope' : bearerRefusalOf(last);
  if (bearer) {
    const title = `${response.status}. The MCP server refused it: ${bearer}`;
    return { ...common, tone: 'bad', title, rule: refusalRule(bearer) };
  }
  if (response.status >= 400) return { ...common, tone: 'bad', title: `The ${to} answered ${status}` };
  const issued = last.serverView.find((seen) => seen.kind === 'issued tokens' || seen.kind === 'issued code');
  return {
    ...common,
    tone: 'ok',
    title: `${status}. The ${to} ${issued ? issued.kind.replace('issued code', 'issued a code') : 'accepted it'}`,
  };
}

/** Whether an attacker copied this message on its way to a server. */
const isOverheard = ({ to, channel, outcome }: Exchange): boolean =>
  to === 'attacker' && channel === 'back' && outcome.kind === 'left';
