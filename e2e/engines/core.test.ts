import { expect, it } from 'vitest';
import { engines } from './core.ts';

it('an engine runs if the machine has every program that the engine needs; otherwise, the reason says what to install', () => {
  const probes = {
    playwrightPath: '/playwright/chrome',
    exists: (path: string) => ['/bin/firefox-esr', '/bin/WebKitWebDriver'].includes(path),
    environment: { PATH: '/bin' },
    isRoot: false,
    run: () => false,
  };
  expect(engines(probes)).toEqual({
    present: ['firefox-esr'],
    missing: {
      webkitgtk:
        'No Xvfb found: install it (Debian: apt-get install xvfb), or set XVFB_PATH to its path, and run this again.',
    },
  });
});
