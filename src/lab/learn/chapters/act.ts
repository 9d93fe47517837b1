/**
 * What a person does to solve a chapter, by role and name, so that a test can do the same. `{origin}` in
 * a filled-in text is replaced by the origin of the page.
 */
export type Act =
  | { press: string }
  /** Presses one of several things as an answer: a button that looks different would give the answer away. */
  | { pick: string }
  | { fill: string; with: string }
  /** Chooses among the radio buttons of a question. */
  | { choose: string; of: string };
