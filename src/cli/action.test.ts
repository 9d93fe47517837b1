import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCheckOptions } from './check/options.ts';

const ROOT = join(import.meta.dirname, '../..');
const action = readFileSync(join(ROOT, '.github/actions/check/action.yml'), 'utf8');
const guide = readFileSync(join(ROOT, 'docs/check-in-ci.md'), 'utf8');

it('the action passes only options that the program has', () => {
  const options = [...action.matchAll(/"(--[\w-]+)=\$(\w+)/g)].map(([, flag = '', variable = '']) => [
    flag,
    variable,
  ]);
  const values: Record<string, string> = {
    FAIL_ON: 'must',
    TIMEOUT: '120',
    ONLY: 's256',
    SKIP: 's256',
    ORIGIN: 'none',
  };
  const args = options.map(([flag, variable = '']) => `${flag}=${values[variable] ?? `${flag}.file`}`);
  expect(args.length).toBeGreaterThan(6);
  expect(readCheckOptions([...args, '--', 'https://mcp.example/mcp']).serverUrl).toBe(
    'https://mcp.example/mcp',
  );
});

it('no input becomes part of the action’s script, because a shell would interpret the input', () => {
  const [, script = ''] = action.split(/\n {6}run: \|\n/);
  expect(script).toContain('node "$PROGRAM" check');
  expect(script).not.toContain('${{');
  const unquoted = script.replace(/"[^"]*"/g, '').match(/\$\w+/g) ?? [];
  expect(unquoted.filter((variable) => variable !== '$')).toEqual([]);
});

it('the action ends as “not tested” and says what to add if Node cannot run the source', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pkce-lab-action-'));
  const [, script = ''] = action.split(/\n {6}run: \|\n/);
  writeFileSync(join(folder, 'node'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const { status, stdout } = spawnSync('bash', ['-e', '-c', script], {
    cwd: folder,
    env: { PATH: `${folder}:/usr/bin:/bin`, GITHUB_OUTPUT: join(folder, 'output') },
    encoding: 'utf8',
  });
  const output = readFileSync(join(folder, 'output'), 'utf8');
  rmSync(folder, { recursive: true });
  expect(stdout).toContain('it needs Node 24');
  expect(output).toBe('exit-code=2\n');
  expect(status).toBe(2);
});

it('the guide names only inputs of the action, and quotes lines of the spec', () => {
  const inputs = [...action.matchAll(/^ {2}([\w-]+):\n {4}description/gm)].map(([, name]) => name);
  const [, used = ''] = /\.github\/actions\/check@<commit>\n +with:\n((?: {10}.*\n)+)/.exec(guide) ?? [];
  const named = [...used.matchAll(/^ {10}([\w-]+):/gm)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter((name) => !inputs.includes(name))).toEqual([]);
  const [, file = '', excerpt = ''] = /```ts\n\/\/ (\S+)\n([\s\S]*?)```/.exec(guide) ?? [];
  const spec = readFileSync(join(ROOT, file), 'utf8');
  const lines = excerpt.split('\n').map((line) => line.trim());
  const strange = lines.filter((line) => line && line !== '// …' && !spec.includes(line));
  expect(lines.length).toBeGreaterThan(5);
  expect(strange).toEqual([]);
});
