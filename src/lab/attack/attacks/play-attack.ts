import { describeOAuthError } from '../../../oauth/error-descriptions.ts';
import { OAuthError, type OAuthErrorCode } from '../../../oauth/index.ts';
import type { Machine } from '../../machine/machine.ts';
import { RefusedAtServer } from '../../machine/run/user-agent.ts';
import { bearerRefusalOf } from '../../machine/wire/bearer-refusal.ts';
import { type Exchange, rejectionIn } from '../../machine/wire/exchange.ts';
import type { Attack, Scenario } from './attack.ts';
import { bindingOf } from './bound-client.ts';
import { type Defence, NOT_BY_DEFAULT, serversWith } from './defences.ts';
import { createNotebook, type Notebook } from './notebook.ts';
import type { AttackWindows } from './windows/windows.ts';

export type ScenarioDefences =
  /** The scenario without the defences in `missing`. */
  | 'weak'
  /** The scenario with the defences in `missing` and all defences that are on by default. */
  | 'defended'
  /** The scenario with only this defence and the presupposed defences. */
  | { only: Defence }
  /** The scenario with all defences except this defence and the defences that the attack overcomes. */
  | { without: Defence };

/** `changed`: the first message that the learner changed or dropped. Such a run is no evidence about the defences. */
export type AttackOutcome = { changed?: number | undefined } & (
  | {
      succeeded: true;
      /** The exchange that shows the harm. */
      exchange: Exchange;
      /** Whether a server logged the attacker or the harmful call. */
      noticed: boolean;
    }
  | {
      succeeded: false;
      /** Why the attack failed, as shown to the reader. */
      reason: string;
      /** The string in the source that identifies the refusal: a reason of the server, or a client's error code. */
      sourceString?: string | undefined;
      exchange?: Exchange | undefined;
    }
);

export interface Play {
  notebook: Notebook;
  /**
   * Plays the next step.
   *
   * @returns the outcome, if the attack has ended.
   * @throws any error that is not a refusal by a server or a client. Such a run is no evidence about the defences.
   */
  next(): Promise<AttackOutcome | undefined>;
}

export function defencesOn(
  { missing, presupposes = [], overcome = [] }: Attack,
  scenario: ScenarioDefences,
): (defence: Defence) => boolean {
  return (defence) => {
    if (presupposes.includes(defence)) return true;
    if (typeof scenario === 'object' && 'only' in scenario) return defence === scenario.only;
    if (overcome.includes(defence)) return false;
    if (typeof scenario === 'object') return defence !== scenario.without;
    if (missing.includes(defence)) return scenario === 'defended';
    return !NOT_BY_DEFAULT.includes(defence);
  };
}

/** Prepares an attack without playing its first step. */
export function beginAttack(
  attack: Attack,
  machine: Machine,
  { scenario: defended, windows }: { scenario: ScenarioDefences; windows?: AttackWindows | undefined },
): Play {
  const before = machine.log.getSnapshot().at(-1)?.id ?? 0;
  const notebook = createNotebook();
  const on = defencesOn(attack, defended);
  const scenario: Scenario = {
    on,
    log: machine.log,
    notebook,
    windows,
    begin({ policy, ...options } = {}) {
      const servers = serversWith(on);
      const binding = on('DPoP') ? () => bindingOf({ on }) : undefined;
      return machine.start({
        ...servers,
        dpop: binding,
        ...options,
        policy: { ...servers.policy, ...policy },
      });
    },
  };
  const steps = attack.play(scenario);

  return {
    notebook,
    async next() {
      let instead: { reason: string; sourceString?: string } | undefined;
      try {
        const { done, value } = await steps.next();
        if (!done) return undefined;
        if (value !== undefined) instead = { reason: value };
      } catch (error) {
        instead = asRefusal(error);
      }
      const played = machine.log.getSnapshot().filter(({ id }) => id > before);
      const changed = played.find(({ edited, outcome }) => edited || outcome.kind === 'dropped')?.id;
      return { ...outcomeOf(attack, played, instead), ...(changed !== undefined && { changed }) };
    },
  };
}

export async function playAttack(
  attack: Attack,
  machine: Machine,
  scenario: ScenarioDefences,
): Promise<AttackOutcome> {
  const play = beginAttack(attack, machine, { scenario });
  for (const _ of attack.steps) {
    const outcome = await play.next();
    if (outcome) return outcome;
  }
  throw new Error(`${attack.slug} has more steps than it names.`);
}

function outcomeOf(
  { harm }: Attack,
  played: readonly Exchange[],
  instead: { reason: string; sourceString?: string } | undefined,
): AttackOutcome {
  const exchange = harm(played);
  if (exchange) {
    const noticed = played.some(
      ({ id, from, serverView }) =>
        (from === 'attacker' || id === exchange.id) && serverView.some(({ kind }) => kind === 'wrote down'),
    );
    return { succeeded: true, exchange, noticed };
  }
  const refused = played.findLast((candidate) => refusalOf(candidate) !== undefined);
  const sourceString = refused && refusalOf(refused);
  if (sourceString !== undefined)
    return { succeeded: false, reason: sourceString, sourceString, exchange: refused };
  if (instead === undefined) throw new Error('The attack neither worked nor was refused.');
  return { succeeded: false, ...instead };
}

/** Errors of a client that got no response, or no usable response. Such an error is not a refusal. */
const FAILURES: readonly OAuthErrorCode[] = [
  'offline',
  'unreachable',
  'timeout',
  'response_too_large',
  'response_not_json',
  'unexpected_status',
];

function asRefusal(error: unknown): { reason: string; sourceString?: string } {
  if (error instanceof OAuthError && !FAILURES.includes(error.code)) {
    return { reason: describeOAuthError(error).title, sourceString: error.code };
  }
  if (error instanceof RefusedAtServer) return { reason: error.message };
  throw error;
}

/**
 * Returns the reason why a server refused an exchange, from the private view of the server; `undefined` if no server
 * refused it, or if the server only asked for a token or a nonce.
 */
export function refusalOf(exchange: Exchange): string | undefined {
  const reason = rejectionIn(exchange) ?? bearerRefusalOf(exchange);
  return reason === undefined || asksForMore(reason, exchange) ? undefined : reason;
}

/** Whether a server only asks for a token, or for its nonce in the proof. A client continues after such a response. */
function asksForMore(reason: string, { from }: Exchange): boolean {
  if (reason === 'no token' || reason === 'missing DPoP nonce') return true;
  // The attacker cannot continue: the client signed the proof, so the attacker cannot replace the nonce in it.
  return reason === 'unknown DPoP nonce' && from !== 'attacker';
}
