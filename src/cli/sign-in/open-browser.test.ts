import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openBrowser } from './open-browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'pkce-lab-browser-'));

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(process.platform !== 'linux')('xdg-open', () => {
  it('does not delay the sign-in if xdg-open is the browser itself and keeps running', async () => {
    writeFileSync(join(folder, 'xdg-open'), '#!/bin/sh\nexec /usr/bin/tail --pid=$PPID -f /dev/null\n', {
      mode: 0o755,
    });
    vi.stubEnv('PATH', folder);
    expect(await openBrowser('https://as.example/authorize')).toBe(true);
  }, 10_000);

  it('is reported as failed if the program is missing', async () => {
    vi.stubEnv('PATH', '');
    expect(await openBrowser('https://as.example/authorize')).toBe(false);
  });
});
