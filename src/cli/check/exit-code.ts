/** How the process ends. Part of the interface: scripts and CI read it. */
export const EXIT = {
  /** The server keeps every tested rule of the level that `--fail-on` names. */
  kept: 0,
  broken: 1,
  /** The server, or a part of the requested tests, could not be tested. */
  untested: 2,
  usage: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
