import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../certificate/check-certificate.ts';
import { chapters } from '../chapters/index.ts';
import { conditionsOf } from '../chapters/prediction.ts';
import { dueRecall } from '../recall/due.ts';
import { further, loadFurther } from './index.ts';

async function lesson(slug: string) {
  const found = await loadFurther(slug);
  if (!found) throw new Error(`There is no further chapter ${slug}.`);
  return found;
}

describe.each(further)('the further chapter $slug', ({ slug, question, title }) => {
  it('has the slug, question and title of its entry in the list', async () =>
    expect(await lesson(slug)).toMatchObject({ slug, question, title }));

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
