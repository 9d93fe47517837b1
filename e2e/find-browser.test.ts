import { describe, expect, it } from 'vitest';
import { ensureBrowser, findBrowser, findHeadlessShell } from './find-browser.ts';
import offline from './playwright.config.ts';
import real from './real/playwright.config.ts';
import { probes } from './testing/probes.ts';

it('the servers of the lanes start with npx, so that an editor starts them with Node and Vite of the project', () => {
  const servers = [offline, real].flatMap(({ webServer = [] }) => webServer);
  expect(servers.map(({ command }) => command.split(' ')[0])).toEqual(servers.map(() => 'npx'));
});

describe('the search for a browser', () => {
  it("prefers Playwright's own browser, then CHROME_PATH, then a browser of the system", () => {
    const present = ['/bin/chromium', '/mine/chrome', '/playwright/chrome'];
    const environment = { PATH: '/bin', CHROME_PATH: '/mine/chrome' };
    expect(findBrowser(probes({ present, environment }))).toBe('/playwright/chrome');
    expect(findBrowser(probes({ present: present.slice(0, 2), environment }))).toBe('/mine/chrome');
    expect(findBrowser(probes({ present: present.slice(0, 1), environment }))).toBe('/bin/chromium');
  });

  it('downloads nothing if there is a browser', () => {
    const ran: string[] = [];
    const run = (command: string) => ran.push(command) > 0;
    expect(ensureBrowser(probes({ present: ['/bin/chromium'], run }))).toBe('/bin/chromium');
    expect(ran).toEqual([]);
  });

  it("tries Playwright's download, then the system's packages as root, in this order", () => {
    const present: string[] = [];
    const ran: string[] = [];
    const run = (command: string, ...args: string[]) => {
      ran.push([command, ...args].join(' '));
      if (args[0] === 'install' && command === 'apt-get') present.push('/bin/chromium');
      return command === 'apt-get';
    };
    expect(
      ensureBrowser(probes({ present, run, isRoot: true, exists: (path) => present.includes(path) })),
    ).toBe('/bin/chromium');
    expect(ran).toEqual([
      'playwright install chromium',
      'apt-get update',
      'apt-get install -y chromium',
      'apt-get install -y chromium-headless-shell',
    ]);
  });

  it("finds the system's headless shell if there is neither Playwright's own browser nor one at CHROME_PATH", () => {
    const shell = '/bin/chromium-headless-shell';
    const environment = { PATH: '/bin', CHROME_PATH: '/mine/chrome' };
    expect(findHeadlessShell(probes({ present: [shell] }))).toBe(shell);
    expect(findHeadlessShell(probes({ present: [shell, '/bin/chromium'] }))).toBe(shell);
    expect(findHeadlessShell(probes({ present: ['/bin/chromium'] }))).toBeUndefined();
    expect(findHeadlessShell(probes({ present: [shell, '/mine/chrome'], environment }))).toBeUndefined();
    expect(findHeadlessShell(probes({ present: [shell, '/playwright/chrome'] }))).toBeUndefined();
  });

  it('throws an error that says what to do if no browser is found and nothing can be downloaded', () =>
    expect(() => ensureBrowser(probes({}))).toThrow(/^No browser found: .*CHROME_PATH/));
});
