import type { Exchange } from '../../machine/wire/exchange.ts';
import type { Lesson } from './chapter.ts';

/**
 * The look of the buttons of an exercise: the one that comes next is primary. It shows the first criterion that the
 * log does not meet.
 *
 * @param among the criteria that these buttons can show; all of the chapter when absent.
 */
export function nextPress(
  { proof }: Pick<Lesson, 'proof'>,
  log: readonly Exchange[],
  among?: readonly string[],
): (...shows: readonly string[]) => 'primary' | 'secondary' {
  const next = proof(log, []).find(({ text, met }) => !met && (among?.includes(text) ?? true));
  return (...shows) => (next && shows.includes(next.text) ? 'primary' : 'secondary');
}
