import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tokenRequest } from '../../machine/run/token-request.ts';
import { testRun } from '../../machine/testing/run.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import { createWireLog } from '../../machine/wire/wire-log.ts';
import { isProven } from './chapter.ts';
import { doINeedOAuth } from './do-i-need-oauth/chapter.ts';
import { CONFIGURATIONS, questionOf } from './do-i-need-oauth/configurations.ts';
import { findingTheServer } from './finding-the-server/chapter.ts';
import { DOCUMENTS } from './finding-the-server/documents.ts';
import { walk } from './finding-the-server/walk.ts';
import { chapters } from './index.ts';
import { PREDICTION, PREDICTIONS, s256OrPlain } from './s256-or-plain/chapter.ts';
import { solutions } from './solutions.ts';

const folder = import.meta.dirname;

describe.each(chapters)('chapter $number, $slug', (chapter) => {
  it('has a text, an exercise, a solution, facts and a proof', () => {
    expect(readFileSync(join(folder, chapter.slug, 'prose.mdx'), 'utf8').length).toBeGreaterThan(300);
    expect(existsSync(join(folder, chapter.slug, 'Exercise.tsx'))).toBe(true);
    expect(solutions[chapter.slug]?.length).toBeGreaterThan(0);
    expect(chapter.facts.length).toBeGreaterThan(0);
    expect(chapter.proof([], []).length).toBeGreaterThan(1);
  });

  it('is not proven by doing nothing: no criterion is met by an empty log', () => {
    expect(chapter.proof([], []).filter(({ met }) => met)).toEqual([]);
  });

  it('gives no hint before anything was tried', () => {
    expect(chapter.hints.filter(({ unlocked }) => unlocked([], []))).toEqual([]);
  });

  it('is not proven by a sign-in that stopped before the token request', async () => {
    const { run, log } = testRun();
    await run.authorize();
    expect(isProven(chapter, log.getSnapshot())).toBe(false);
  });
});

describe('the chapters', () => {
  it('that ask for a decision are not proven by the wrong one', () => {
    const wrong = CONFIGURATIONS.map((configuration) => ({
      question: questionOf(configuration),
      choice: configuration.needsOAuth ? 'no' : 'yes',
      afterMessage: 0,
    }));
    expect(doINeedOAuth.proof([], wrong).filter(({ met }) => met)).toEqual([]);
  });

  it('that ask for a prediction accept none made after the fact', async () => {
    const { run, log } = testRun({ policy: { plainAllowed: true } });
    for (const plain of [true, false]) {
      const challenge = 'a-verifier-that-everyone-can-read-in-the-url';
      const callbackUrl = await run.authorize({
        request({ searchParams }) {
          if (!plain) return;
          searchParams.set('code_challenge', challenge);
          searchParams.delete('code_challenge_method');
        },
      });
      await run.send(tokenRequest(run, callbackUrl, { code_verifier: challenge }), 'attacker');
    }
    const seen = log.getSnapshot();
    const saying = (choice: string, afterMessage: number) =>
      isProven(s256OrPlain, seen, [{ question: PREDICTION, choice, afterMessage }]);
    expect(saying(PREDICTIONS[0], 0)).toBe(true);
    expect(saying(PREDICTIONS[0], seen.at(-1)?.id ?? 0)).toBe(false);
    for (const wrong of PREDICTIONS.slice(1)) expect(saying(wrong, 0)).toBe(false);
  });

  it('that have a discovery by hand do not take it for a decision of the client', async () => {
    const log = createWireLog();
    for (const { middleware } of DOCUMENTS) {
      await walk(testRun({ log, middleware }).run);
    }
    expect(findingTheServer.proof(log.getSnapshot(), []).filter(({ met }) => met)).toEqual([]);
  });

  it('are in the order of their numbers, each with its own address', () => {
    const numbers = chapters.map(({ number }) => number);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(new Set(chapters.map(({ slug }) => slug)).size).toBe(chapters.length);
  });

  it('are not all proven by one good run: each needs its own evidence', async () => {
    const { run, log } = testRun();
    await run.signIn();
    await run.callTool('whoami');
    const proven = chapters.filter((chapter) => isProven(chapter, log.getSnapshot()));
    expect(proven.map(({ slug }) => slug)).toEqual(['working']);
  });

  it('lose their proof without any one of the exchanges that prove it', async () => {
    const { run, log } = testRun();
    await run.signIn();
    await run.callTool('whoami');
    const [working] = chapters;
    const without = (left: (exchange: Exchange) => boolean) =>
      working &&
      isProven(
        working,
        log.getSnapshot().filter((exchange) => !left(exchange)),
      );
    expect(without(({ request }) => request.url.endsWith('/token'))).toBe(false);
    expect(without(({ request }) => request.body.includes('tools/call'))).toBe(false);
    expect(without(({ to }) => to === 'client')).toBe(false);
  });
});
