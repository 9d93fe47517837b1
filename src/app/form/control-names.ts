/**
 * The names of the controls of a form. What a control says stands before the path: no name that a server gives to an
 * input can be taken for another control, or for a member of the form itself.
 */
export const CONTROLS = {
  value: (path: string) => `value:${path}`,
  /** What an empty control stands for: {@link Emptiness}. */
  empty: (path: string) => `empty:${path}`,
  /** Whether a group is sent: {@link Inclusion}. */
  included: (path: string) => `included:${path}`,
  /** The items of a list, in order: a number for each. */
  items: (path: string) => `items:${path}`,
  /** What stood in a control at first, as JSON, where the control itself would change its line ends. */
  original: (path: string) => `original:${path}`,
} as const;

/** What an empty control stands for: nothing at all, or a value that is empty. */
export type Emptiness = '' | 'empty' | 'null';

/** How a group is sent: not at all, with its fields, or as `null`. */
export type Inclusion = '' | 'given' | 'null';
