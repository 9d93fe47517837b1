import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connectSources, headersFile, securityHeadersFor } from '../vite/security-headers.ts';

const guide = readFileSync(join(import.meta.dirname, './hosting.md'), 'utf8');

it('the hosting guide names exactly the settings that add a server to connect-src', () => {
  const settings = readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8').matchAll(/VITE_\w+/g);
  const called = [...new Set([...settings].map(([name]) => name))].filter((name) =>
    connectSources({ [name]: 'https://a.example/' }, 'configured-servers').includes('https://a.example'),
  );
  const named = /The directive `connect-src` lists .+/.exec(guide)?.[0].matchAll(/VITE_\w+/g) ?? [];
  expect([...new Set([...named].map(([name]) => name))].sort()).toEqual(called.sort());
});

it('the command of the hosting guide makes nginx send every security header, and no other header', () => {
  const commands = [...guide.matchAll(/sed -n '(.+)' dist\/_headers/g)].map(([, script = '']) => script);
  expect(new Set(commands).size).toBe(1);
  const headers = securityHeadersFor({}, 'configured-servers');
  const input = headersFile(headers, '/notes/');
  const made = execFileSync('sed', ['-n', commands[0] ?? ''], { input, encoding: 'utf8' });
  expect(made.trim().split('\n')).toEqual(
    Object.entries(headers).map(([name, value]) => `add_header ${name} "${value}" always;`),
  );
});
