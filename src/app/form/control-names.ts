/**
 * The names of the controls of a form. A server chooses the names of its inputs, so each name begins with the purpose
 * of the control. Without this prefix, an input could have the name of another control or of a member of the form.
 */
export const CONTROLS = {
  value: (path: string) => `value:${path}`,
  /** What an empty control means: {@link Emptiness}. */
  empty: (path: string) => `empty:${path}`,
  /** Whether a group is sent: {@link Inclusion}. */
  included: (path: string) => `included:${path}`,
  /** The items of a list, in order: a number for each item. */
  items: (path: string) => `items:${path}`,
  /** The initial value of a control, as JSON, if the control changes the line ends of this value. */
  original: (path: string) => `original:${path}`,
} as const;

/** What an empty control means: no value, or an empty value. */
export type Emptiness = '' | 'empty' | 'null';

/** What the form sends for a group: nothing, its fields, or `null`. */
export type Inclusion = '' | 'given' | 'null';
