/**
 * The names of the controls of a form. The purpose of a control is a prefix of the path, so that no input that a
 * server names can be mistaken for another control, or for a member of the form itself.
 */
export const CONTROLS = {
  value: (path: string) => `value:${path}`,
  /** What an empty control means: {@link Emptiness}. */
  empty: (path: string) => `empty:${path}`,
  /** Whether a group is sent: {@link Inclusion}. */
  included: (path: string) => `included:${path}`,
  /** The items of a list, in order: a number for each item. */
  items: (path: string) => `items:${path}`,
  /** The initial value of a control, as JSON, if the control would change the line ends of that value. */
  original: (path: string) => `original:${path}`,
} as const;

/** What an empty control means: no value, or an empty value. */
export type Emptiness = '' | 'empty' | 'null';

/** How a group is sent: not at all, with its fields, or as `null`. */
export type Inclusion = '' | 'given' | 'null';
