import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfigFromFile, loadEnv } from 'vite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { APPS } from '../e2e/built-apps.ts';
import offlineLane from '../e2e/playwright.config.ts';
import realLane from '../e2e/real/playwright.config.ts';
import config from '../vite.config.ts';
import type { Build } from './build-inputs.ts';
import { onlySettings, requireReadable, requireServer, SETTINGS, settingsIn } from './settings.ts';

const ROOT = join(import.meta.dirname, '..');
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const namesIn = (text: string) => new Set(text.match(/\bVITE_[A-Z]+(?:_[A-Z]+)*\b/g));
/** These are not settings, because `vite.config.ts` computes them. */
const DERIVED: readonly string[] = ['VITE_CONNECT'];

describe('the settings', () => {
  it('are exactly the settings that the app and its build read', () => {
    const sources = [
      'vite.config.ts',
      ...globSync(['src/*.ts', 'src/{app,ui,mocks}/**/*.ts*', 'scripts/*.ts'], { cwd: ROOT }),
    ];
    const read = sources
      .filter((path) => !path.includes('.test.'))
      .flatMap((path) => [...namesIn(textOf(path))]);
    expect([...new Set(read)].filter((name) => !DERIVED.includes(name)).sort()).toEqual([...SETTINGS].sort());
  });

  // A fork may delete the file.
  it.runIf(existsSync(join(ROOT, '.env.example')))(
    'each have one line in .env.example, and the line is a comment',
    () => {
      const lines = textOf('.env.example').split('\n');
      const commented = lines.flatMap((line) => /^# (VITE_\w+)=/.exec(line)?.[1] ?? []);
      expect(commented.sort()).toEqual([...SETTINGS].sort());
      expect(lines.filter((line) => line && !line.startsWith('#'))).toEqual([]);
    },
  );

  it('count as absent when they are empty', () =>
    expect(settingsIn({ VITE_CLIENT_ID: '', VITE_SCOPES: 'openid' })).toEqual({ VITE_SCOPES: 'openid' }));

  it('in the files of a developer are not read by unit tests', async () =>
    expect(await config({ mode: 'test', command: 'serve' })).toMatchObject({ envDir: false }));
});

describe('the builds that tests make', () => {
  let folder: string | undefined;
  afterEach(() => {
    vi.unstubAllEnvs();
    if (folder) rmSync(folder, { recursive: true });
    folder = undefined;
  });

  it('ignore the file .env.local of a developer', () => {
    folder = mkdtempSync(join(tmpdir(), 'settings-'));
    const mine = SETTINGS.map((name) => `${name}=mine`).join('\n');
    writeFileSync(join(folder, '.env.local'), mine);
    writeFileSync(join(folder, '.env.production'), mine);
    expect(settingsIn(loadEnv('production', folder, 'VITE_')).VITE_CLIENT_ID).toBe('mine');
    // Vitest adds to the environment the values that `vite.config.ts` defines.
    for (const name of DERIVED) vi.stubEnv(name, undefined);
    for (const [name, value] of Object.entries(onlySettings({ VITE_OFFLINE: 'true' })))
      vi.stubEnv(name, value);
    expect(settingsIn(loadEnv('production', folder, 'VITE_'))).toEqual({ VITE_OFFLINE: 'true' });
  });

  const servers = [offlineLane, realLane].flatMap(({ webServer = [] }) => webServer);
  const builds = servers.flatMap(({ env }): Build[] => JSON.parse(env?.[APPS] ?? '[]'));

  it.each([...builds, ...servers.filter(({ command }) => /\bvite\b/.test(command))])(
    'set every setting: $outDir $command',
    ({ env = {} }) => expect(Object.keys(env)).toEqual(expect.arrayContaining([...SETTINGS])),
  );

  // The owner of a starter may delete the suite.
  it.each(globSync('e2e/conformance/addresses.ts', { cwd: ROOT }))('set every setting: %s', async (path) => {
    const { appEnvironment }: { appEnvironment: object } = await import(join(ROOT, path));
    expect(Object.keys(appEnvironment)).toEqual(expect.arrayContaining([...SETTINGS]));
  });

  it('never write to dist/, which is the folder of the deployed build', () => {
    for (const { outDir } of builds) expect(outDir).toMatch(/^dist-/);
    for (const { command } of servers) expect(command).not.toMatch(/vite build|vite preview|npm run build/);
  });
});

it('a change in the code of the session does not restart the dev server, although a change of its configuration would', async () => {
  const loaded = await loadConfigFromFile({ command: 'serve', mode: 'development' }, undefined, ROOT);
  const files = loaded?.dependencies.filter((path) => /src\/oauth\/(errors|index|session)\.ts$/.test(path));
  expect(files).toEqual([expect.stringContaining('errors.ts')]);
});

describe('a file of settings', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'settings-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ['in UTF-16', Buffer.from('\uFEFFVITE_ISSUER=https://login.example', 'utf16le')],
    ['in UTF-16 without a mark', Buffer.from('VITE_ISSUER=https://login.example', 'utf16le')],
    ['with a byte order mark', '\uFEFFVITE_ISSUER=https://login.example'],
  ])('%s is refused, because Vite does not read its first setting', (_, text) => {
    writeFileSync(join(folder, '.env.local'), text);
    expect(loadEnv('production', folder, 'VITE_')).not.toHaveProperty('VITE_ISSUER');
    expect(() => requireReadable(folder, 'production')).toThrow('.env.local');
  });

  it('in UTF-8 is accepted, with line breaks of Windows and any letters', () => {
    const text = 'VITE_ISSUER=https://login.example\r\nVITE_CLIENT_NAME=Přihlášení\r\n';
    writeFileSync(join(folder, '.env.production'), text);
    requireReadable(folder, 'production');
    expect(loadEnv('production', folder, 'VITE_').VITE_CLIENT_NAME).toBe('Přihlášení');
  });
});

describe('the check for a server to sign in to', () => {
  it('fails without a server, and names the missing setting', () =>
    expect(() => requireServer({}, false)).toThrow(/^Neither VITE_MCP_SERVER_URL nor VITE_ISSUER is set/));

  it('succeeds if the servers are in the tab, or if a server is set', () => {
    expect(() => requireServer({}, true)).not.toThrow();
    expect(() => requireServer({ VITE_MCP_SERVER_URL: 'https://mcp.example/mcp' }, false)).not.toThrow();
    expect(() => requireServer({ VITE_ISSUER: 'https://login.example' }, false)).not.toThrow();
  });
});
