import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DRIVER_LIMITS } from './limits.ts';

it('docs/engines.md lists exactly the limits of drivers that the lane has', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/engines.md'), 'utf8');
  const documented = text.split('\n').filter((line) => /^\| (firefox-esr|webkitgtk) \|/.test(line));
  expect(documented).toEqual(
    DRIVER_LIMITS.map(
      ({ engine, limit, reason, instead }) => `| ${engine} | ${limit} | ${reason} | ${instead} |`,
    ),
  );
});
