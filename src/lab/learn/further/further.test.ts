import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testRun } from '../../machine/testing/run.ts';
import { checkCertificate } from '../certificate/check-certificate.ts';
import { criteriaOf, isProven } from '../chapters/criteria.ts';
import { chapters } from '../chapters/index.ts';
import { conditionsOf } from '../chapters/prediction.ts';
import { solutions } from '../chapters/solutions.ts';
import { dueRecall } from '../recall/due.ts';
import { further, loadFurther } from './index.ts';

const folder = import.meta.dirname;

async function lesson(slug: string) {
  const found = await loadFurther(slug);
  if (!found) throw new Error(`There is no further chapter ${slug}.`);
  return found;
}

describe.each(further)('the further chapter $slug', ({ slug, question, title }) => {
  it('has a text, an exercise, a solution, facts, a proof and its names', async () => {
    const chapter = await lesson(slug);
    expect(readFileSync(join(folder, slug, 'prose.mdx'), 'utf8').length).toBeGreaterThan(300);
    expect(existsSync(join(folder, slug, 'Exercise.tsx'))).toBe(true);
    expect(solutions[slug]?.length).toBeGreaterThan(0);
    expect(chapter.facts.length).toBeGreaterThan(0);
    expect(chapter).toMatchObject({ slug, question, title });
    const criteria = criteriaOf(chapter, [], []).map(({ text }) => text);
    expect(criteria.length).toBeGreaterThan(1);
    expect(criteria).toContain(chapter.shows.by);
    expect(chapter.shows.that).toMatch(/^[a-z].{20,}[^.]$/);
  });

  it('is not proven by an empty log or by a good run without a prediction, and gives no hint before the first message', async () => {
    const chapter = await lesson(slug);
    expect(criteriaOf(chapter, [], []).filter(({ met }) => met)).toEqual([]);
    expect(chapter.hints.filter(({ unlocked }) => unlocked([], []))).toEqual([]);
    const { run, log } = testRun();
    await run.signIn();
    await run.callTool('whoami');
    expect(isProven(chapter, log.getSnapshot())).toBe(false);
  });

  it('has a prediction with at least five outcomes and six conditions, each with an outcome and a reason', async () => {
    const { prediction } = await lesson(slug);
    if (!prediction) throw new Error(`${slug} has no prediction.`);
    const { outcomes, conditions } = prediction;
    expect(new Set(outcomes).size).toBeGreaterThanOrEqual(5);
    expect(Object.keys(conditions).length).toBeGreaterThanOrEqual(6);
    expect(conditionsOf(prediction, 1).map(({ outcome }) => outcome).length).toBe(3);
    for (const [outcome, because] of Object.values(conditions)) {
      expect(outcomes).toContain(outcome);
      expect(because).toMatch(/^(?:[a-z\d]|[A-Z]{2}).{20,}\.$/);
    }
  });
});

it('the further chapters are not in the list of the course, and their proofs do not make recall questions due', () => {
  const slugs = further.map(({ slug }) => slug);
  expect(chapters.filter(({ slug }) => slugs.includes(slug))).toEqual([]);
  const kept = { recalls: [], exams: [], open: undefined };
  const provenAt = (...proven: string[]) => Object.fromEntries(proven.map((slug) => [slug, 1]));
  const weeksLater = 21 * 24 * 3_600_000;
  const two = chapters.slice(0, 2).map(({ slug }) => slug);
  expect(dueRecall({ ...kept, provenAt: provenAt(...two, ...slugs) }, weeksLater)).toBeUndefined();
  const three = chapters.slice(0, 3).map(({ slug }) => slug);
  expect(dueRecall({ ...kept, provenAt: provenAt(...three) }, weeksLater)).toBe('week');
});

it('the evidence of a further chapter is checked against the criteria of that chapter', async () => {
  const [first] = further;
  if (!first) throw new Error('There is no further chapter.');
  const [found] = await checkCertificate([{ slug: first.slug, atMs: 1, log: [], decisions: [] }]);
  expect(found).toMatchObject({ question: first.question, holds: false });
  expect(found?.criteria.length).toBeGreaterThan(1);
});
