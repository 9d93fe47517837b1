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
 * Returns the look of a button: primary for the first missing criterion, if `here` can show it with the current
 * settings. No button of this `panel` is primary while another panel is next.
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
