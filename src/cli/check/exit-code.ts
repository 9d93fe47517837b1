/** How the process ends. Part of the interface: scripts and CI read it. */
export const EXIT = {
  /** Every rule that was tested, and that `--fail-on` is about, is kept. */
  kept: 0,
  broken: 1,
  /** The server could not be tested, or not as far as was asked for. */
  untested: 2,
  usage: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
