/**
 * One action of a person who solves a chapter. It identifies elements by role and name, so that a test can do the same.
 * In a filled-in text, a test replaces `{origin}` by the origin of the page.
 */
export type Act =
  | { press: string }
  /** Presses one of several things as an answer: a button that looks different would give the answer away. */
  | { pick: string }
  | { fill: string; with: string }
  /** Chooses among the radio buttons of a question. */
  | { choose: string; of: string };
