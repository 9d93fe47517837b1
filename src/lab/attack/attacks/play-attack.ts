import { describeOAuthError } from '../../../oauth/error-descriptions.ts';
import { OAuthError } from '../../../oauth/index.ts';
import type { Machine } from '../../machine/machine.ts';
import { RefusedAtServer } from '../../machine/run/user-agent.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import type { Attack, Stage } from './attack.ts';
import { type Defence, serversWith } from './defences.ts';
import type { Documents } from './documents/documents.ts';
import { createNotebook, type Notebook } from './notebook.ts';

/** Which defences a stage has. */
export type Defended =
  /** Without those that the attack needs gone. */
  | 'weak'
  /** As it all comes. */
  | 'defended'
  /** With one of them, and nothing else. */
  | { only: Defence }
  /** With all of them but one. */
  | { without: Defence };

/** How an attack ended. */
export type AttackOutcome =
  | {
      succeeded: true;
      /** The message that shows the harm. */
      exchange: Exchange;
      /** Whether a server wrote down what the attacker did. */
      noticed: boolean;
    }
  | {
      succeeded: false;
      /** In words. */
      reason: string;
      /** As the source has it: a reason of the server, or an error code of the client. */
      said?: string | undefined;
      exchange?: Exchange | undefined;
    };

/** An attack under way. */
export interface Play {
  notebook: Notebook;
  /**
   * Performs the next step.
   *
   * @returns how it ended, if it did.
   * @throws whatever went wrong that is no refusal of a server or a client: then nothing was shown.
   */
  next(): Promise<AttackOutcome | undefined>;
}

/** Which defences are on. */
export function defencesOn(
  { missing, presupposes = [], overcome = [] }: Attack,
  stage: Defended,
): (defence: Defence) => boolean {
  return (defence) => {
    if (presupposes.includes(defence)) return true;
    if (typeof stage === 'object' && 'only' in stage) return defence === stage.only;
    if (overcome.includes(defence)) return false;
    if (stage === 'weak') return !missing.includes(defence);
    return stage === 'defended' || defence !== stage.without;
  };
}

/** Begins an attack: nothing has happened yet. */
export function beginAttack(
  attack: Attack,
  machine: Machine,
  { stage: defended, documents }: { stage: Defended; documents?: Documents | undefined },
): Play {
  const before = machine.log.getSnapshot().at(-1)?.id ?? 0;
  const notebook = createNotebook();
  const on = defencesOn(attack, defended);
  const stage: Stage = {
    on,
    log: machine.log,
    notebook,
    documents,
    begin({ policy, ...options } = {}) {
      const servers = serversWith(on);
      return machine.start({ ...servers, ...options, policy: { ...servers.policy, ...policy } });
    },
  };
  const steps = attack.play(stage);

  return {
    notebook,
    async next() {
      let instead: { reason: string; said?: string } | undefined;
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

/** Plays an attack from beginning to end. */
export async function playAttack(attack: Attack, machine: Machine, stage: Defended): Promise<AttackOutcome> {
  const play = beginAttack(attack, machine, { stage });
  for (const _ of attack.steps) {
    const outcome = await play.next();
    if (outcome) return outcome;
  }
  throw new Error(`${attack.slug} has more steps than it names.`);
}

function outcomeOf(
  { harm }: Attack,
  played: readonly Exchange[],
  instead: { reason: string; said?: string } | undefined,
): AttackOutcome {
  const exchange = harm(played);
  if (exchange) {
    const noticed = played.some(
      ({ from, serverView }) => from === 'attacker' && serverView.some(({ kind }) => kind === 'wrote down'),
    );
    return { succeeded: true, exchange, noticed };
  }
  const refused = played.findLast((candidate) => refusalOf(candidate) !== undefined);
  const said = refused && refusalOf(refused);
  if (said !== undefined) return { succeeded: false, reason: said, said, exchange: refused };
  if (instead === undefined) throw new Error('The attack neither worked nor was it refused.');
  return { succeeded: false, ...instead };
}

function asRefusal(error: unknown): { reason: string; said?: string } {
  if (error instanceof OAuthError) {
    return { reason: describeOAuthError(error).title, said: error.code };
  }
  if (error instanceof RefusedAtServer) return { reason: error.message };
  throw error;
}

/** Why a server refused an exchange, which only its own view tells. */
export function refusalOf({ serverView }: Exchange): string | undefined {
  const refused = serverView.find((seen) => seen.kind === 'refused');
  return refused?.rejection.reason;
}
