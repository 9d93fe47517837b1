import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formMessage } from '../../machine/run/token-request.ts';
import { testExchange } from '../../machine/testing/exchange.ts';
import { testRun } from '../../machine/testing/run.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import { createWireLog } from '../../machine/wire/wire-log.ts';
import { further } from '../further/index.ts';
import { metBy } from '../testing/met-by.ts';
import { criteriaOf, isProven } from './criteria.ts';
import { findingTheServer } from './finding-the-server/chapter.ts';
import { DOCUMENTS } from './finding-the-server/documents.ts';
import { walk } from './finding-the-server/walk.ts';
import { readHint } from './hints.ts';
import { chapters } from './index.ts';
import { solutions } from './solutions.ts';
import { SHOWN, whereTheVerifierLives } from './where-the-verifier-lives/chapter.ts';
import { working } from './working/chapter.ts';
import { yourServer } from './your-server/chapter.ts';

const course = chapters.map((chapter) => ({ folder: 'chapters', chapter }));
const outsideIt = further.map(async ({ slug, title, question, load }) => ({
  folder: 'further',
  chapter: { slug, title, question, ...(await load()) },
}));

describe.each([...course, ...(await Promise.all(outsideIt))])(
  '$folder: $chapter.slug',
  ({ folder, chapter }) => {
    it('has a text, an exercise, a solution, facts and a proof', () => {
      const path = join(import.meta.dirname, '..', folder, chapter.slug);
      expect(readFileSync(join(path, 'prose.mdx'), 'utf8').length).toBeGreaterThan(300);
      expect(existsSync(join(path, 'Exercise.tsx'))).toBe(true);
      expect(solutions[chapter.slug]?.length).toBeGreaterThan(0);
      expect(chapter.facts.length).toBeGreaterThan(0);
      expect(criteriaOf(chapter, [], []).length).toBeGreaterThan(1);
    });

    it('has a text that continues “You showed that”, and names the criterion that the learner meets to show it', () => {
      const criteria = criteriaOf(chapter, [], []).map(({ text }) => text);
      expect(criteria).toContain(chapter.shows.by);
      expect(chapter.shows.that).toMatch(/^[a-z].{20,}[^.]$/);
    });

    it('is not proven without any action: an empty log meets no criterion', () =>
      expect(criteriaOf(chapter, [], []).filter(({ met }) => met)).toEqual([]));

    it('gives no hint before the learner has tried something', () =>
      expect(chapter.hints.map(readHint).filter(({ unlocked }) => unlocked([], []))).toEqual([]));

    it('is not proven by a sign-in that stopped before the token request', async () => {
      const { run, log } = testRun();
      await run.authorize();
      expect(isProven(chapter, log.getSnapshot())).toBe(false);
    });

    it('is not proven by a good run without a prediction', async () => {
      const { run, log } = testRun();
      await run.signIn();
      await run.callTool('whoami');
      expect(isProven(chapter, log.getSnapshot())).toBe(false);
    });
  },
);

describe('the chapters', () => {
  it('do not count a manual discovery as a decision of the client', async () => {
    const log = createWireLog();
    for (const { middleware } of DOCUMENTS) await walk(testRun({ log, middleware }).run);
    expect(findingTheServer.proof(log.getSnapshot(), []).filter(({ met }) => met)).toEqual([]);
  });

  it('count only a new sign-in of the app that was killed, not a sign-in of another client', async () => {
    const log = createWireLog();
    const killed = testRun({ log: log.beginRun() }).run;
    const callbackUrl = await killed.authorize();
    for (const key of killed.storage.getSnapshot().keys()) killed.storage.removeItem(key);
    await killed.openCallback(callbackUrl).catch(() => {});
    const isShown = () => metBy(whereTheVerifierLives, log.getSnapshot()).includes(SHOWN.killed);
    await testRun({ log: log.beginRun() }).run.signIn();
    expect(isShown()).toBe(false);
    await killed.signIn();
    expect(isShown()).toBe(true);
  });

  it('do not count the refusal of a random change as the refusal that they teach', async () => {
    const { run, log } = testRun({ policy: { plainAllowed: true } });
    await run
      .authorize({ request: ({ searchParams }) => searchParams.set('code_challenge', 'short') })
      .catch(() => {});
    const changes: Record<string, string>[] = [
      { code_verifier: 'v'.repeat(43) },
      { client_secret: 'guessed' },
      { client_id: 'an-unknown-app' },
    ];
    for (const change of changes) {
      const callbackUrl = await run.authorize({
        request({ searchParams }) {
          searchParams.set('code_challenge', 'c'.repeat(43));
          searchParams.delete('code_challenge_method');
        },
      });
      const form = {
        grant_type: 'authorization_code',
        code: new URL(callbackUrl).searchParams.get('code') ?? '',
        redirect_uri: 'https://lab.example/callback',
        client_id: 'this-app',
        code_verifier: 'c'.repeat(43),
        ...change,
      };
      for (const from of ['attacker', 'client'] as const) {
        await run.send(formMessage(`${run.issuer}/token`, form), from);
      }
    }
    const met = chapters.flatMap((chapter) => metBy(chapter, log.getSnapshot()));
    expect(met).toContain('a client asked without naming a method');
    for (const taught of [
      'a challenge in the wrong alphabet is refused',
      'the same theft against S256 is refused',
      'without the secret a stolen code is refused',
      'one slot for two tabs: the first sign-in is lost',
      'with the code of another sign-in: the verifier does not match',
    ]) {
      expect(met).not.toContain(taught);
    }
  });

  it('do not count a call with a wrong token as a call without a token', async () => {
    const { run, log } = testRun();
    await run.callTool('whoami', {}, 'wrong').catch(() => {});
    expect(log.getSnapshot()).not.toEqual([]);
    expect(metBy(working, log.getSnapshot())).toEqual([]);
  });

  it('are in the order of their numbers, and have different addresses', () => {
    const numbers = chapters.map(({ number }) => number);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(new Set(chapters.map(({ slug }) => slug)).size).toBe(chapters.length);
  });

  it('prove the first chapter only if the log has the token request, the tool call and the callback', async () => {
    const { run, log } = testRun();
    await run.signIn();
    await run.callTool('whoami');
    const [working] = chapters;
    const without = (left: (exchange: Exchange) => boolean) =>
      working
        ?.proof(
          log.getSnapshot().filter((exchange) => !left(exchange)),
          [],
        )
        .every(({ met }) => met);
    expect(without(() => false)).toBe(true);
    expect(without(({ request }) => request.url.endsWith('/token'))).toBe(false);
    expect(without(({ request }) => request.body.includes('tools/call'))).toBe(false);
    expect(without(({ to }) => to === 'client')).toBe(false);
  });
});

it('chapter 14 names the call that a server refused, not an earlier call at a wrong address', () => {
  const log = [testExchange({}, { status: 404 }), testExchange({}, { status: 401 }, { id: 2 })];
  const asked = yourServer.proof(log, []).find(({ text }) => text === yourServer.shows.by);
  expect(asked).toMatchObject({ met: true, evidence: '401', message: 2 });
});
