/** The exit codes of the process. They are part of the interface, because scripts and CI read them. */
export const EXIT = {
  /** The server keeps every tested rule that `--fail-on` selects. */
  kept: 0,
  broken: 1,
  /** The server could not be tested, or a requested test could not run. */
  untested: 2,
  usage: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
