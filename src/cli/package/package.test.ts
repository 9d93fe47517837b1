import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOnLoopback } from '../../../e2e/loopback.ts';
import { buildPackage, PACKAGE_FILES } from './build.ts';

const folder = mkdtempSync(join(tmpdir(), 'pkce-lab-'));
const program = join(folder, 'pkce-lab.js');

beforeAll(() => buildPackage(folder));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the program of the package as its own process. */
const run = (...args: string[]) => runNode(program, ...args);

function runNode(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const written = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      written.stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      written.stderr += chunk;
    });
    child.on('close', (code) => resolve({ code, ...written }));
  });
}

describe('the npm package', () => {
  it('contains exactly these files, in less than 120 kB', () => {
    const packed: { files: { path: string }[]; size: number }[] = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: folder, encoding: 'utf8' }),
    );
    expect(packed[0]?.files.map(({ path }) => path).sort()).toEqual([...PACKAGE_FILES].sort());
    expect(packed[0]?.size).toBeLessThan(120_000);
  });

  it('has no dependency except Node, and may be published', () => {
    const manifest: Record<string, unknown> = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({
      name: 'pkce-lab',
      bin: { 'pkce-lab': 'pkce-lab.js' },
      engines: { node: '>=20' },
    });
    for (const absent of ['private', 'dependencies', 'peerDependencies', 'scripts'])
      expect(manifest).not.toHaveProperty(absent);
    const imports = [...readFileSync(program, 'utf8').matchAll(/\bfrom\s*["']([^"']+)["']/g)].map(
      ([, name]) => name,
    );
    expect(imports.length).toBeGreaterThan(5);
    expect(imports.filter((name) => !name?.startsWith('node:'))).toEqual([]);
  });

  it('prints its version and its help, and exits with 3 for an unknown command', async () => {
    const { version }: { version: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(await run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect((await run('--help')).stdout).toContain('pkce-lab check <url>');
    expect((await run('check')).code).toBe(3);
  });
});

it('a pipe whose reader has exited does not end the check: the check prints no stack trace and keeps its exit code', async () => {
  const child = spawn(process.execPath, [program, 'check', 'http://127.0.0.1:1/mcp'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(stderr).toBe('');
  expect(code).toBe(2);
});

it('an output on a full disk does not count as a broken rule: the check ends with 2, and names the error', async () => {
  const full = `process.stdout.write = () => process.stdout.destroy(Object.assign(new Error(), { code: 'ENOSPC' }))`;
  const { code, stderr } = await runNode(
    '--import',
    `data:text/javascript,${encodeURIComponent(full)}`,
    program,
    'check',
    'http://127.0.0.1:1/mcp',
  );
  expect(stderr).toMatch(/^The program has failed \(ENOSPC\), so it has no result\.\n/);
  expect(code).toBe(2);
});

describe('a hostile server, over real sockets,', () => {
  async function checkOf(respond: Parameters<typeof createServer>[1], ...args: string[]) {
    let requests = 0;
    const server = createServer((request, response) => {
      requests += 1;
      respond?.(request, response);
    });
    const { origin, close } = await openOnLoopback(server);
    const result = await run('check', `${origin}/mcp`, ...args);
    await close();
    return { ...result, requests };
  }

  it('that redirects ten thousand times gets a limited number of requests', async () => {
    const { code, requests } = await checkOf((request, response) => {
      const at = Number(new URL(request.url ?? '', 'http://x').searchParams.get('n'));
      response.writeHead(302, { Location: `/mcp?n=${at + 1}`, 'Access-Control-Allow-Origin': '*' });
      response.end();
    });
    expect(code).toBe(2);
    expect(requests).toBeLessThan(60);
  });

  it('that sends one byte at a time is abandoned after the timeout', async () => {
    const dripping: NodeJS.Timeout[] = [];
    const { code, stdout } = await checkOf(
      (_request, response) => {
        response.writeHead(200, { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' });
        dripping.push(setInterval(() => response.write(' '), 50));
      },
      '--timeout',
      '2',
    );
    for (const timer of dripping) clearInterval(timer);
    expect(stdout).toContain('The check was not finished after 2 seconds (--timeout).');
    expect(code).toBe(2);
  });

  it('that tries to control the terminal can only print text', async () => {
    const { stdout, stderr } = await checkOf((_request, response) => {
      response.writeHead(403, { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' });
      response.end(JSON.stringify({ error: 'no origin \u001b]0;owned\u0007\u001b[2J\u202e' }));
    });
    expect(stdout).toContain('⟨U+001B⟩');
    expect([...(stdout + stderr)].filter((character) => /[^\P{C}\n]/u.test(character))).toEqual([]);
  });
});
