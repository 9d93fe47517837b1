/**
 * One action of a person who solves a chapter. The action identifies elements by role and name, so that a test can find
 * them. In a filled-in text, a test replaces `{origin}` by the origin of the page.
 */
export type Act =
  | { press: string }
  /**
   * Presses one of several buttons as an answer. The buttons look alike: a highlighted one would give the answer away.
   */
  | { pick: string }
  | { fill: string; with: string }
  /** Chooses among the radio buttons of a question. */
  | { choose: string; of: string };
