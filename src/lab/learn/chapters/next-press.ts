import { createContext, use } from 'react';
import type { Exchange } from '../../machine/wire/exchange.ts';

export interface Shown {
  /** The messages that count. */
  log: readonly Exchange[];
  /** The criteria that these messages do not meet, in order. Empty while no message counts yet, and after the proof. */
  missing: readonly string[];
}

export const ShownSoFar = createContext<Shown>({ log: [], missing: [] });

type Texts = readonly (string | undefined)[];

/**
 * Returns a function that gives the look of a button. The function takes the criteria that a press of the button can
 * meet with the current settings. The button for the first missing criterion is primary. If a setting has to change
 * first, no button is primary.
 *
 * @param here the criteria that can be shown with the current settings. If absent, all criteria of the chapter.
 * @param panel the criteria that the panel of these buttons can show with any settings. While another panel is next, no
 * button of this panel is primary.
 */
export function useNextPress(here?: Texts, panel?: Texts): (...shows: Texts) => 'primary' | 'secondary' {
  const { missing } = use(ShownSoFar);
  const isNext = panel === undefined || panel.includes(missing[0]);
  const next = isNext ? missing.find((text) => here?.includes(text) ?? true) : undefined;
  return (...shows) => (next !== undefined && shows.includes(next) ? 'primary' : 'secondary');
}

/** Whether a panel comes next, but can meet no missing criterion with its current settings. */
export function useNextSetting(here: Texts, panel: Texts): boolean {
  const { missing } = use(ShownSoFar);
  return (
    missing[0] !== undefined && panel.includes(missing[0]) && !missing.some((text) => here.includes(text))
  );
}
