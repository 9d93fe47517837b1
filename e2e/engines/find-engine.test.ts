import { describe, expect, it } from 'vitest';
import { probes } from '../testing/probes.ts';
import { ensureProgram, FIREFOX, findProgram, WEBKIT_DRIVER } from './find-engine.ts';

describe('the search for an installed engine', () => {
  it('prefers FIREFOX_PATH, then firefox-esr, then firefox', () => {
    const present = ['/bin/firefox', '/bin/firefox-esr', '/mine/firefox'];
    const environment = { PATH: '/bin', FIREFOX_PATH: '/mine/firefox' };
    expect(findProgram(FIREFOX, probes({ present, environment }))).toBe('/mine/firefox');
    expect(findProgram(FIREFOX, probes({ present: present.slice(0, 2), environment }))).toBe(
      '/bin/firefox-esr',
    );
    expect(findProgram(FIREFOX, probes({ present: present.slice(0, 1), environment }))).toBe('/bin/firefox');
  });

  it('installs nothing if the program exists, and otherwise installs the system’s package as root', () => {
    const present = ['/bin/firefox'];
    const ran: string[] = [];
    const run = (command: string, ...args: string[]) => {
      ran.push([command, ...args].join(' '));
      if (args[0] === 'install') present.push('/bin/WebKitWebDriver');
      return true;
    };
    const root = probes({ run, isRoot: true, exists: (path) => present.includes(path) });
    expect(ensureProgram(FIREFOX, root)).toBe('/bin/firefox');
    expect(ran).toEqual([]);
    expect(ensureProgram(WEBKIT_DRIVER, root)).toBe('/bin/WebKitWebDriver');
    expect(ran).toEqual(['apt-get update', 'apt-get install -y webkit2gtk-driver']);
  });

  it('says what to install and which setting to use if no program is found and nothing can be installed', () => {
    expect(() => ensureProgram(FIREFOX, probes({}))).toThrow(
      /^No firefox-esr found: .*apt-get install firefox-esr.* FIREFOX_PATH/,
    );
  });
});
