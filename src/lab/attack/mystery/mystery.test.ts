import { describe, expect, it } from 'vitest';
import { drawFrom } from '../crafting/draw.ts';
import { verdictOn } from '../crafting/verdict.ts';
import { whichNumbers } from './AccusationForm.tsx';
import { mysteryDefences } from './defences.ts';
import { beginMystery, missingAt } from './mystery-run.ts';
import { fewestFor, type Probe, plan, shortestProofs } from './solutions.ts';
import { logOf, ORIGIN, probe, searchProof, send } from './testing/probing.ts';

/** All different messages of the proofs and the plan, and two more messages that a tester may think of. */
const moves: readonly Probe[] = [
  ...new Map(
    [...shortestProofs.flatMap(({ probes }) => probes), ...plan].map((move) => [JSON.stringify(move), move]),
  ).values(),
  { request: 'Token request', change: { resource: '{origin}/unknown' } },
  { request: 'Tool call', change: { access_token: '{access_token from message 2}' } },
];

const defenceOf = (id: string) => {
  const found = mysteryDefences.find((each) => each.id === id);
  if (!found) throw new Error(`There is no defence ${id}.`);
  return found;
};

describe.each(shortestProofs)('the server without $defence', ({ defence, seed, probes }) => {
  it('is the server that the seed of its proof selects', () => expect(missingAt(seed).id).toBe(defence));

  it('is found by the last message of its proof, and no earlier message shows a missing defence', async () => {
    const run = await probe(seed, probes);
    const log = logOf(run);
    const shown = log.map((exchange) =>
      mysteryDefences.filter(({ shownBy }) => shownBy(exchange, log)).map(({ id }) => id),
    );
    expect(shown).toEqual([...probes.slice(1).map(() => []), [defence]]);
    const named = defenceOf(defence);
    expect(run.judge(log, named, probes.length).proven).toBe(true);
    expect(run.judge(log, named, probes.length + 1).proven, 'without evidence').toBe(false);
    if (probes.length > 1)
      expect(run.judge(log, named, 1).proven, 'with a message that is no evidence').toBe(false);
    const another = mysteryDefences.find((each) => each !== named);
    if (another) expect(run.judge(log, another, probes.length).proven).toBe(false);
  });

  it('has no shorter proof among the sequences of messages that the test tries', async () => {
    expect(await searchProof(seed, defenceOf(defence), moves, probes.length - 1)).toBeUndefined();
    expect(fewestFor(defence)).toBe(probes.length);
  });

  it('would refuse the last message of the proof, or respond correctly, if it had every defence', async () => {
    const log = logOf(await probe(seed, probes, true));
    const shown = log.filter((exchange) => mysteryDefences.some(({ shownBy }) => shownBy(exchange, log)));
    expect(shown).toEqual([]);
    const last = log.at(-1);
    const refused = last && verdictOn(last)?.refusal !== undefined;
    // These two defences are visible in the contents of a response, and not in a refusal.
    expect(refused).toBe(!['iss-named', 'refresh-token-replaced'].includes(defence));
  });

  it('is found by the messages of the plan', async () => {
    const log = logOf(await probe(seed, plan));
    const found = log.flatMap((exchange) => mysteryDefences.filter(({ shownBy }) => shownBy(exchange, log)));
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set([defence]));
  });
});

describe('the mystery server', () => {
  it('has a proof for each defence that it may lack', () => {
    expect(shortestProofs.map(({ defence }) => defence)).toEqual(mysteryDefences.map(({ id }) => id));
  });

  it('with every defence shows no missing defence in any message of the plan', async () => {
    const log = logOf(await probe(0, plan, true));
    expect(log).toHaveLength(plan.length);
    expect(log.filter((exchange) => mysteryDefences.some(({ shownBy }) => shownBy(exchange, log)))).toEqual(
      [],
    );
  });

  it('lacks each defence in at least half of its fair share of 1,200 seeds', () => {
    const drawn = Array.from({ length: 1200 }, (_, seed) => missingAt(seed).id);
    for (const { id } of mysteryDefences) {
      expect(drawn.filter((each) => each === id).length, id).toBeGreaterThan(50);
    }
  });

  it('counts only the messages that got a response', async () => {
    const run = await beginMystery(0, { origin: ORIGIN });
    const draw = drawFrom(0, 'presses');
    for (let sent = 1; sent <= 5; sent += 1) {
      await send(run, moves[draw(moves.length)] ?? { request: 'Tool call' });
      expect(run.sent(logOf(run))).toBe(sent);
    }
  });
});

it('the form lists the message numbers that exist', () => {
  expect([0, 1, 2].map(whichNumbers)).toEqual([
    'There is no message yet. Send one first.',
    'There is only message 1 so far.',
    'Give the number of a message, from 1 to 2.',
  ]);
});
