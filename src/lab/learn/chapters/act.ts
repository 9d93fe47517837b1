/** One action of a person who solves a chapter, on elements by role and name. `{origin}` is the origin of the page. */
export type Act =
  | { press: string }
  /** Presses one of several buttons that look alike, because a highlighted one would give the answer away. */
  | { pick: string }
  | { fill: string; with: string }
  /** Chooses among the radio buttons of a question. */
  | { choose: string; of: string };
