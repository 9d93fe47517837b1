import { createContext, use } from 'react';
import type { Exchange } from '../../machine/wire/exchange.ts';

/** How far a learner is in the exercise of a chapter. */
export interface Shown {
  /** The messages that count. */
  log: readonly Exchange[];
  /** The criteria that they do not meet, in order; none while no message counts yet, and none after the proof. */
  missing: readonly string[];
}

/** Provided to each exercise. */
export const ShownSoFar = createContext<Shown>({ log: [], missing: [] });

/**
 * The look of the buttons of an exercise: primary is the one that shows the first missing criterion. A button names
 * what it shows with the settings as they are; where a setting has to change first, no button is primary.
 *
 * @param among the criteria that can be shown with these settings; all of the chapter when absent.
 */
export function useNextPress(
  among?: readonly (string | undefined)[],
): (...shows: readonly (string | undefined)[]) => 'primary' | 'secondary' {
  const { missing } = use(ShownSoFar);
  const next = missing.find((text) => among?.includes(text) ?? true);
  return (...shows) => (next !== undefined && shows.includes(next) ? 'primary' : 'secondary');
}
