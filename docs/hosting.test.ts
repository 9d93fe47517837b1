import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { headersFile, securityHeadersFor } from '../vite/security-headers.ts';

it('the command of the hosting guide makes nginx send every security header, and no other header', () => {
  const guide = readFileSync(join(import.meta.dirname, './hosting.md'), 'utf8');
  const commands = [...guide.matchAll(/sed -n '(.+)' dist\/_headers/g)].map(([, script = '']) => script);
  expect(new Set(commands).size).toBe(1);
  const headers = securityHeadersFor({}, 'configured-servers');
  const input = headersFile(headers, '/notes/');
  const made = execFileSync('sed', ['-n', commands[0] ?? ''], { input, encoding: 'utf8' });
  expect(made.trim().split('\n')).toEqual(
    Object.entries(headers).map(([name, value]) => `add_header ${name} "${value}" always;`),
  );
});
