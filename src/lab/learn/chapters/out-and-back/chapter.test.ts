import { describe, expect, it } from 'vitest';
import { testRun } from '../../../machine/testing/run.ts';
import type { Exchange } from '../../../machine/wire/exchange.ts';
import { createWireLog } from '../../../machine/wire/wire-log.ts';
import { metBy } from '../../testing/met-by.ts';
import { outAndBack } from './chapter.ts';
import { signInBy, WAYS } from './ways.ts';

/** Plays some of the changes, each with servers of its own, as the exercise does. */
async function played(names: readonly string[]) {
  const log = createWireLog();
  for (const way of WAYS.filter(({ name }) => names.includes(name))) {
    const { run } = testRun({ log });
    await signInBy(way, run).catch(() => undefined);
  }
  return log.getSnapshot();
}

describe('the round trip', () => {
  it('is proven by all changes', async () => {
    const log = await played(WAYS.map(({ name }) => name));
    expect(outAndBack.proof(log, []).filter(({ met }) => !met)).toEqual([]);
  });

  it('counts the attacker’s code as a stolen code, not as a forged state', async () => {
    const met = metBy(outAndBack, await played(['Replace the code by the attacker’s']));
    expect(met).toContain('with the code of another sign-in: the verifier does not match');
    expect(met).not.toContain('with another state, the client sends no token request');
  });

  it('does not count a callback that never arrived, or that has no code', async () => {
    for (const change of [
      (exchange: Exchange) => ({ ...exchange, outcome: { kind: 'dropped' } as const }),
      ({ request, ...exchange }: Exchange) => ({
        ...exchange,
        request: { ...request, url: request.url.replace('code=', 'error=') },
      }),
    ]) {
      const log = (await played(['Change the state'])).map((exchange) =>
        exchange.to === 'client' ? change(exchange) : exchange,
      );
      expect(metBy(outAndBack, log)).not.toContain('with another state, the client sends no token request');
    }
  });
});
