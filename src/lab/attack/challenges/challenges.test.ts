import { describe, expect, it } from 'vitest';
import type { Note } from '../attacks/notebook.ts';
import { drawFrom } from '../crafting/draw.ts';
import type { Parameter } from '../crafting/request-template.ts';
import { verdictOn } from '../crafting/verdict.ts';
import type { Challenge } from './challenge.ts';
import { beginChallenge, type ChallengeRun, weaknessOf } from './challenge-run.ts';
import { challenges } from './index.ts';
import { type ChallengeSolution, type CraftedMessage, solutions } from './solutions.ts';

const origin = 'https://lab.example';
const challengeOf = ({ challenge }: ChallengeSolution): Challenge => {
  const found = challenges.find(({ slug }) => slug === challenge);
  if (!found) throw new Error(`There is no challenge ${challenge}.`);
  return found;
};

/** The newest value that the page shows under this name. */
function shown(notes: readonly Note[], name: string): string {
  if (name === 'origin') return origin;
  return notes.findLast(({ what }) => what === name || what.startsWith(`${name} `))?.value ?? '';
}

async function craft(run: ChallengeRun, { request, fill }: CraftedMessage): Promise<void> {
  const template = run.templates.find(({ label }) => label === request);
  if (!template) throw new Error(`There is no request ${request}.`);
  const notes = run.notebook.getSnapshot();
  const typed = (name: string, value: string) =>
    fill[name]?.replace(/\{([^}]+)\}/g, (_, note: string) => shown(notes, note)) ?? value;
  const parameters: Parameter[] = template.parameters.map(([name, value]) => [name, typed(name, value)]);
  await run.send(template, template.message(parameters));
}

/** Follows a script until a message is refused. */
async function perform(solution: ChallengeSolution, strict: boolean): Promise<ChallengeRun> {
  const run = await beginChallenge(challengeOf(solution), solution.seed, { origin, strict });
  for (const message of solution.messages) {
    await craft(run, message);
    if (logOf(run).some((exchange) => verdictOn(exchange)?.refusal)) break;
  }
  return run;
}

const logOf = ({ machine }: ChallengeRun) => machine.log.getSnapshot();

describe.each(solutions)('$challenge against $weakness', (solution) => {
  const weakness = challengeOf(solution).weaknesses.find(({ id }) => id === solution.weakness);

  it('has a seed that draws a server with that weakness', () =>
    expect(weaknessOf(challengeOf(solution), solution.seed)).toBe(weakness));

  it('is solved by the last message of its script, because of the weakness', async () => {
    const run = await beginChallenge(challengeOf(solution), solution.seed, { origin });
    for (const message of solution.messages) {
      expect(run.solved(logOf(run))).toBeUndefined();
      await craft(run, message);
    }
    const solved = run.solved(logOf(run));
    expect(solved?.weakness).toBe(weakness);
    expect(solved?.harm.from).toBe('attacker');
  });

  it('has a script that a server without the weakness refuses, for the reason that the page shows', async () => {
    const run = await perform(solution, true);
    expect(run.solved(logOf(run))).toBeUndefined();
    const verdicts = logOf(run).map((exchange) => ({ by: exchange.to, ...verdictOn(exchange)?.refusal }));
    expect(verdicts).toContainEqual({ ...weakness?.refusal, rule: expect.anything() });
  });
});

it('a harm that needs no weakness does not solve the challenge: every server accepts the verifier from the victim’s storage', async () => {
  const [solution] = solutions;
  if (!solution) throw new Error('There is no solution.');
  const run = await beginChallenge(challengeOf(solution), solution.seed, { origin });
  const stored = [...(run.machine.getSnapshot()?.storage.getSnapshot().values() ?? [])].join();
  const verifier = /"codeVerifier":"([^"]+)"/.exec(stored)?.[1] ?? '';
  for (const { request, fill } of solution.messages) {
    await craft(run, { request, fill: { ...fill, code_verifier: verifier } });
  }
  expect(logOf(run).map((exchange) => verdictOn(exchange)?.status)).toEqual(expect.arrayContaining([200]));
  expect(challengeOf(solution).harm(logOf(run)), 'the harm was done').toBeDefined();
  expect(run.solved(logOf(run))).toBeUndefined();
});

describe.each(challenges)('$title', (challenge) => {
  it('has a script for each of its servers', () => {
    const scripted = solutions.filter(({ challenge: slug }) => slug === challenge.slug);
    expect(scripted.map(({ weakness }) => weakness)).toEqual(challenge.weaknesses.map(({ id }) => id));
  });

  it('has no script that solves all of its servers: a copied solution may fail', async () => {
    const own = solutions.filter(({ challenge: slug }) => slug === challenge.slug);
    for (const { weakness, messages } of own) {
      const runs = await Promise.all(own.map((other) => perform({ ...other, messages }, false)));
      expect(runs.filter((run) => !run.solved(logOf(run))).length, weakness).toBeGreaterThan(0);
    }
  });

  it('draws each of its servers at least half as often as an even draw would', () => {
    const drawn = Array.from({ length: 600 }, (_, seed) => weaknessOf(challenge, seed).id);
    for (const { id } of challenge.weaknesses) {
      const times = drawn.filter((each) => each === id).length;
      expect(times, id).toBeGreaterThan(600 / challenge.weaknesses.length / 2);
    }
  });

  it('is not solved by 20 of its requests, unchanged and in random order', async () => {
    for (const { id } of challenge.weaknesses) {
      const seed = solutions.find(({ weakness }) => weakness === id)?.seed ?? 0;
      const run = await beginChallenge(challenge, seed, { origin });
      const draw = drawFrom(seed, 'presses');
      for (let press = 0; press < 20; press += 1) {
        const template = run.templates[draw(run.templates.length)];
        if (template) await run.send(template, template.message(template.parameters));
      }
      expect(run.solved(logOf(run)), id).toBeUndefined();
    }
  });

  it('never shows the attacker a message from the victim to a server', async () => {
    const run = await beginChallenge(challenge, 1, { origin });
    for (const template of run.templates) await run.send(template, template.message(template.parameters));
    const own = run.seen(logOf(run));
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter(({ from, to }) => from !== 'attacker' && /server/.test(to))).toEqual([]);
    expect(own.filter(({ request }) => request.body.includes('analytical engine'))).toEqual([]);
  });
});
