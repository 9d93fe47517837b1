import { describeOAuthError } from '../../../oauth/error-descriptions.ts';
import { OAuthError } from '../../../oauth/index.ts';
import type { Machine } from '../../machine/machine.ts';
import { RefusedAtServer } from '../../machine/run/user-agent.ts';
import { bearerRefusalOf } from '../../machine/wire/bearer-refusal.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import type { Attack, Scenario } from './attack.ts';
import { bindingOf } from './bound-client.ts';
import { type Defence, NOT_BY_DEFAULT, serversWith } from './defences.ts';
import { createNotebook, type Notebook } from './notebook.ts';
import type { AttackWindows } from './windows/windows.ts';

/** The defences of a scenario. */
export type ScenarioDefences =
  /** Without the defences that stop the attack. */
  | 'weak'
  /** With all defences that are shipped, and with the defences that the weak scenario lacks. */
  | 'defended'
  /** With only this defence. */
  | { only: Defence }
  /** With all other defences. */
  | { without: Defence };

/** The outcome of an attack. */
export type AttackOutcome =
  | {
      succeeded: true;
      /** The exchange that shows the harm. */
      exchange: Exchange;
      /** Whether a server logged the attacker or the harmful call. */
      noticed: boolean;
    }
  | {
      succeeded: false;
      /** A description. */
      reason: string;
      /** The string in the source: a reason of the server, or an error code of the client. */
      sourceString?: string | undefined;
      exchange?: Exchange | undefined;
    };

/** A running attack. */
export interface Play {
  notebook: Notebook;
  /**
   * Plays the next step.
   *
   * @returns the outcome, if the attack has ended.
   * @throws any error that is not a refusal of a server or a client: the attack then shows nothing.
   */
  next(): Promise<AttackOutcome | undefined>;
}

/** Returns whether a defence is on. */
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

/** Prepares an attack, and plays no step yet. */
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
      return outcomeOf(attack, played, instead);
    },
  };
}

/** Plays a whole attack. */
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

function asRefusal(error: unknown): { reason: string; sourceString?: string } {
  if (error instanceof OAuthError) {
    return { reason: describeOAuthError(error).title, sourceString: error.code };
  }
  if (error instanceof RefusedAtServer) return { reason: error.message };
  throw error;
}

/** Returns the reason why a server refused an exchange, from the private view of the server. */
export function refusalOf(exchange: Exchange): string | undefined {
  const refused = exchange.serverView.find((seen) => seen.kind === 'refused');
  const reason = refused?.rejection.reason ?? bearerRefusalOf(exchange);
  return reason === undefined || asksForMore(reason, exchange) ? undefined : reason;
}

/** Whether a server only asks for a token, or for a nonce of its own: every client continues after that. */
function asksForMore(reason: string, { from }: Exchange): boolean {
  if (reason === 'no token' || reason === 'missing DPoP nonce') return true;
  // The attacker cannot continue: they did not sign the proof, so they cannot replace its nonce.
  return reason === 'unknown DPoP nonce' && from !== 'attacker';
}
