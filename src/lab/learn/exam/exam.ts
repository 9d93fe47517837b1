import { createMachine } from '../../machine/machine.ts';
import type { Run, RunOptions } from '../../machine/run/run.ts';
import { type Exchange, rejectionIn } from '../../machine/wire/exchange.ts';
import { randomOf, shuffled } from './draw.ts';
import type { AttackEnd, ExamAttack } from './exam-attacks.ts';
import { REFUSALS, type RefusalCase } from './refusals.ts';

export type DrawnCase =
  | { kind: 'attack'; attack: ExamAttack; defended: boolean; options: readonly string[] }
  | { kind: 'refusal'; refusal: RefusalCase; options: readonly string[] };

/** A case after its run: what the learner sees, and what the servers recorded in private. */
export interface PlayedCase {
  /** The log with the private view, which is shown after the decision. */
  log: readonly Exchange[];
  truth: Truth;
}

/** What happened, according to the private verdicts of the run. */
export interface Truth {
  /** The title of the attack, or the reason of the refusal. */
  what: string;
  /** How an attack ended; absent for a refusal. */
  end?: AttackEnd['end'];
  /** The messages that a server refused; empty if no server refused a message. */
  refusedIds: readonly number[];
  /** A description, in the words of the server or of the client. */
  reason: string;
}

export interface Answer {
  what?: string | undefined;
  end?: string | undefined;
  refusedId?: number | undefined;
}

/** How many cases of each kind an exam has. */
const EACH = 3;
const OPTIONS = 5;

/** Draws an exam: attacks and refusals in a random order, each with options that include the right answer. */
export function drawExam(seed: number, attacks: readonly ExamAttack[]): DrawnCase[] {
  const random = randomOf(seed);
  const optionsOf = (right: string, alike: readonly string[], all: readonly string[] = alike): string[] => {
    const others = new Set([...shuffled(alike, random), ...shuffled(all, random)]);
    others.delete(right);
    return shuffled([right, ...[...others].slice(0, OPTIONS - 1)], random);
  };
  const titles = attacks.map(({ title }) => title);
  /** The plausible options: attacks with a scenario that uses DPoP, or if `proofs` is false, with one that does not. */
  const looksAlike = (proofs: boolean) =>
    attacks
      .filter(({ hasProofs }) => [false, true].some((defended) => hasProofs(defended) === proofs))
      .map(({ title }) => title);
  const reasons = REFUSALS.map(({ reason }) => reason);
  const drawn: DrawnCase[] = [
    ...shuffled(attacks, random)
      .slice(0, EACH)
      .map((attack, index) => {
        // The exam has both defended and weak scenarios, so that the same decision for all cases is never right.
        const defended = index === 0 || (index > 1 && random() < 0.5);
        const options = optionsOf(attack.title, looksAlike(attack.hasProofs(defended)), titles);
        return { kind: 'attack' as const, attack, defended, options };
      }),
    ...shuffled(REFUSALS, random)
      .slice(0, EACH)
      .map((refusal) => ({ kind: 'refusal' as const, refusal, options: optionsOf(refusal.reason, reasons) })),
  ];
  return shuffled(drawn, random);
}

/**
 * Plays a case on servers of its own. The end, and the messages that were refused, come from the run.
 *
 * @throws Error when a run does not show the case that was drawn, because no decision would be right.
 */
export async function playCase(
  drawn: DrawnCase,
  origin: string,
  createRun: (options: RunOptions) => Run,
): Promise<PlayedCase> {
  const machine = createMachine({ origin, createRun });
  if (drawn.kind === 'attack') {
    const ended = await drawn.attack.play(machine, drawn.defended);
    return {
      log: machine.log.getSnapshot(),
      truth: {
        what: drawn.attack.title,
        end: ended.end,
        refusedIds: ended.end === 'refused by a server' ? ended.refusedIds : [],
        reason: ended.end === 'harm' ? `Message ${ended.exchangeId} shows the harm.` : ended.reason,
      },
    };
  }
  await drawn.refusal.play(machine.start());
  const log = machine.log.getSnapshot();
  const refused = refusedIn(log).at(-1);
  const reason = refused && rejectionIn(refused);
  if (!refused || reason !== drawn.refusal.reason) {
    throw new Error(`The run was drawn for "${drawn.refusal.reason}" and shows "${reason}".`);
  }
  return { log, truth: { what: reason, refusedIds: [refused.id], reason } };
}

const refusedIn = (log: readonly Exchange[]): Exchange[] =>
  log.filter((exchange) => rejectionIn(exchange) !== undefined);

/** The log as it is on the wire: without the private view of the servers, and so without verdicts. */
export const withoutServerView = (log: readonly Exchange[]): readonly Exchange[] =>
  log.map((exchange) => ({ ...exchange, serverView: [] }));

/** Which parts of a decision are right. A case counts when all parts are right. */
export function gradeAnswer(
  { what, end, refusedIds }: Truth,
  answer: Answer,
): { what: boolean; end: boolean; message: boolean } {
  return {
    what: answer.what === what,
    end: end === undefined || answer.end === end,
    message: answer.refusedId === undefined ? refusedIds.length === 0 : refusedIds.includes(answer.refusedId),
  };
}
