import { further } from '../further/index.ts';
import type { KeptProgress, Recall } from '../progress-format.ts';

const DAY_MS = 24 * 60 * 60_000;

/** The number of days after which each set of questions is asked. The larger number comes first. */
const AFTER_DAYS: readonly { which: Recall['which']; days: number }[] = [
  { which: 'week', days: 7 },
  { which: 'day', days: 1 },
];

/** With fewer proven chapters, there would not be a chapter for each of the three questions. */
const FEWEST_PROVEN = 3;

/** Returns the set of questions that is due, by the real clock: the first a day after the newest proof, the second a week after it. */
export function dueRecall({ provenAt, recalls }: KeptProgress, nowMs: number): Recall['which'] | undefined {
  // Questions are only about the chapters of the course, not about the further chapters.
  const counted = Object.entries(provenAt).filter(([slug]) => further.every((each) => each.slug !== slug));
  const times = counted.map(([, atMs]) => atMs);
  if (times.length < FEWEST_PROVEN) return undefined;
  const newest = Math.max(...times);
  const days = daysBetween(newest, nowMs);
  const asked = AFTER_DAYS.find((each) => days >= each.days);
  // A set that the learner answered after the newest proof is not due again.
  const answered = recalls.filter(({ atMs }) => atMs >= newest).map(({ which }) => which);
  if (!asked || answered.includes(asked.which)) return undefined;
  return asked.which;
}

/** The number of midnights between two times, in the time zone of this browser. */
function daysBetween(earlierMs: number, laterMs: number): number {
  const midnightOf = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0);
  // Rounded, because the day of the change to summer time has 23 hours.
  return Math.round((midnightOf(laterMs) - midnightOf(earlierMs)) / DAY_MS);
}
