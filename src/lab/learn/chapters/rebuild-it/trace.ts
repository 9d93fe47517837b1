import type { Step } from '../../../machine/panes/steps.ts';

/** A thing that a client gets in one step, and that a later step needs. */
type Possession =
  | 'a server'
  | 'a verifier'
  | 'an open browser'
  | 'a consent'
  | 'a code'
  | 'a token request'
  | 'tokens'
  | 'a tool result'
  | 'an expired token';

const RULES: Readonly<Record<Step, { needs: readonly Possession[]; gives?: Possession }>> = {
  1: { needs: [], gives: 'a server' },
  2: { needs: ['a server'], gives: 'a verifier' },
  3: { needs: ['a verifier'], gives: 'an open browser' },
  4: { needs: ['an open browser'], gives: 'a consent' },
  5: { needs: ['a consent'], gives: 'a code' },
  6: { needs: ['a code', 'a verifier'], gives: 'a token request' },
  7: { needs: ['a token request'], gives: 'tokens' },
  8: { needs: ['tokens'], gives: 'a tool result' },
  9: { needs: ['a tool result'], gives: 'an expired token' },
  10: { needs: ['an expired token'] },
};

/** How far a trace runs: to the end, or to the first step that lacks something. */
export type Verdict = { accepted: true } | { accepted: false; step: Step; lacks: Possession };

export function judgeTrace(trace: readonly Step[]): Verdict {
  const possessions = new Set<Possession>();
  for (const step of trace) {
    const { needs, gives } = RULES[step];
    const lacks = needs.find((need) => !possessions.has(need));
    if (lacks) return { accepted: false, step, lacks };
    if (gives) possessions.add(gives);
  }
  return { accepted: true };
}

/** Whether a trace has every step once. */
export const isComplete = (trace: readonly Step[]): boolean =>
  trace.length === STEPS_IN_ORDER.length && new Set(trace).size === trace.length;

export const writeTrace = (trace: readonly Step[]): string => trace.join(' ');

const STEPS_IN_ORDER: readonly Step[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** Reads the steps in a text, and ignores everything else. */
export const readTrace = (text: string): Step[] =>
  text.split(' ').flatMap((number) => STEPS_IN_ORDER.filter((step) => String(step) === number));
