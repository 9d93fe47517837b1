import type { Gate } from '../../machine/debugger/gate.ts';
import { createMachine, type Machine } from '../../machine/machine.ts';
import { createRun } from '../../machine/run/run.ts';
import type { Exchange, WireMessage } from '../../machine/wire/exchange.ts';
import { createNotebook, type Notebook } from '../attacks/notebook.ts';
import { drawFrom } from '../crafting/draw.ts';
import { lineage } from '../crafting/lineage.ts';
import type { RequestTemplate } from '../crafting/request-template.ts';
import { sendCrafted } from '../crafting/send-crafted.ts';
import type { Challenge, ServerSetting, Weakness } from './challenge.ts';

export interface Solution {
  weakness: Weakness;
  harm: Exchange;
  /** The exchange that the weakness let through, and that made the harm possible. */
  cause: Exchange;
}

/** A challenge under way: a server, what the attacker holds, and the requests to fill in. */
export interface ChallengeRun {
  templates: readonly RequestTemplate[];
  machine: Machine;
  notebook: Notebook;
  /** The hints. The first hint is the vaguest, and the last hint almost gives the solution. */
  hints: readonly string[];
  send(template: RequestTemplate, message: WireMessage): Promise<void>;
  /** The part of the log that the attacker can see: the attacker's messages, and the links that the victim opened. */
  seen(log: readonly Exchange[]): Exchange[];
  /** Judges the log; `undefined` until the weakness has led to the harm. */
  solved(log: readonly Exchange[]): Solution | undefined;
}

export const weaknessOf = ({ slug, weaknesses }: Challenge, seed: number): Weakness =>
  weaknesses[drawFrom(seed, slug)(weaknesses.length)] ?? weaknesses[0];

/**
 * Begins a challenge: the victim acts at a new server, which has the weakness that belongs to the seed.
 *
 * @param strict if true, the server lacks the weakness, and must refuse every solution.
 */
export async function beginChallenge(
  challenge: Challenge,
  seed: number,
  { origin, paceMs, strict = false }: { origin: string; paceMs?: () => number; strict?: boolean },
): Promise<ChallengeRun> {
  let preparing = true;
  const machine = createMachine({
    origin,
    ...(paceMs && { paceMs }),
    createRun: ({ gate, ...options }) => createRun({ ...options, gate: passingWhile(() => preparing, gate) }),
  });
  const weakness = weaknessOf(challenge, seed);
  const common = challenge.setting?.(origin) ?? {};
  const run = machine.start(strict ? common : merged(common, weakness.setting));
  const notebook = createNotebook();
  const templates = await challenge.prepare(run, notebook, drawFrom(seed, `${challenge.slug} values`));
  preparing = false;
  const before = machine.log.getSnapshot().at(-1)?.id ?? 0;
  const seen = (log: readonly Exchange[]) =>
    log.filter(({ id, from, to }) => id > before && (from === 'attacker' || to !== 'authorization server'));
  return {
    templates,
    machine,
    notebook,
    hints: [...challenge.hints, weakness.hint],
    seen,
    send: (template, message) => machine.inTurn(() => sendCrafted(run, template, message, notebook)),
    solved(log) {
      const own = log.filter(({ id }) => id > before);
      const harm = challenge.harm(own);
      const cause = harm && lineage(own, harm).find(weakness.letThrough);
      return cause && { weakness, harm, cause };
    },
  };
}

/** The gate holds only the messages of the learner. Those of the victim pass, so the learner never sees them. */
const passingWhile = (preparing: () => boolean, gate: Gate): Gate => ({
  ...gate,
  pass: (id, message) => (preparing() ? Promise.resolve(message) : gate.pass(id, message)),
});

const merged = (common: ServerSetting, weakness: ServerSetting): ServerSetting => ({
  ...common,
  ...weakness,
  policy: { ...common.policy, ...weakness.policy },
});
