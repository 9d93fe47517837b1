import type { Probes } from '../find-browser.ts';

/** A machine that has the files `present`, and where no command succeeds. */
export function probes(overrides: Partial<Probes> & { present?: string[] }): Probes {
  const { present = [], ...rest } = overrides;
  return {
    playwrightPath: '/playwright/chrome',
    exists: (path) => present.includes(path),
    environment: { PATH: '/bin' },
    isRoot: false,
    run: () => false,
    ...rest,
  };
}
