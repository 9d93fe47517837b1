import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, resolveConfig } from 'vite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fallbackFiles, hostNamed, routeFallback } from './static-host.ts';

describe('the host of a build', () => {
  it('is the host in the setting, even on another host’s build machine', () =>
    expect(hostNamed('netlify', { CF_PAGES: '1' })).toBe('netlify'));

  it('is the host of the build machine, or "other", if the setting is absent', () => {
    expect(hostNamed(undefined, { CF_PAGES: '1' })).toBe('cloudflare-pages');
    expect(hostNamed('', { NETLIFY: 'true' })).toBe('netlify');
    expect(hostNamed(undefined)).toBe('other');
  });

  it('must be a known name; otherwise, an error lists the known names', () => {
    expect(() => hostNamed('github')).toThrow(
      'VITE_STATIC_HOST is "github"; it may be cloudflare-pages, netlify, other.',
    );
  });
});

describe('a path without a file', () => {
  it('shows the app on Netlify, because a rule serves index.html with status 200', () => {
    expect(fallbackFiles('netlify', '<html>', '/')._redirects).toMatch(/\n\/\* {2}\/index.html {2}200\n$/);
    expect(fallbackFiles('netlify', '<html>', '/lab/')._redirects).toMatch(
      /\n\/lab\/\* {2}\/lab\/index.html {2}200\n$/,
    );
  });

  it('shows the app on Cloudflare Pages, because the build has no 404 page at the top', () =>
    expect(fallbackFiles('cloudflare-pages', '<html>', '/')).not.toHaveProperty('404.html'));

  it('does not show the app if the path names a file of an earlier deployment', () => {
    const netlify = fallbackFiles('netlify', '<html>', '/lab/');
    expect(netlify._redirects).toMatch(/^\/lab\/assets\/\* {2}\/lab\/assets\/404.html {2}404\n/);
    for (const files of [netlify, fallbackFiles('cloudflare-pages', '<html>', '/')]) {
      expect(files['assets/404.html']).toContain('does not exist');
    }
  });

  it.each(['./', 'https://cdn.example/app/'])('cannot show an app with the base %s', async (base) => {
    await expect(
      build({ base, configFile: false, logLevel: 'silent', plugins: [routeFallback('other')] }),
    ).rejects.toThrow(`The base of the build is "${base}", but the app needs the path at which it is served`);
  });

  it.each([
    ['/lab', '/lab/'],
    ['lab', '/lab/'],
    ['/lab/', '/lab/'],
    ['/', '/'],
  ])('shows an app with the base %s at %s', async (base, path) => {
    const { env } = await resolveConfig(
      { base, configFile: false, plugins: [routeFallback('other')] },
      'build',
    );
    expect(env.BASE_URL).toBe(path);
  });

  it('shows the app on other hosts, because the 404 page equals index.html', async () => {
    const root = mkdtempSync(join(tmpdir(), 'static-host-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    writeFileSync(join(root, 'index.html'), '<script type="module" src="/main.js"></script>');
    writeFileSync(join(root, 'main.js'), 'document.title = "App"');
    const output = await build({
      root,
      base: '/lab/',
      configFile: false,
      logLevel: 'silent',
      plugins: [routeFallback('other')],
      build: { write: false },
    });
    const [built] = Array.isArray(output) ? output : [output];
    if (!built || !('output' in built)) throw new Error('Nothing was built.');
    const textOf = (name: string) => {
      const file = built.output.find(({ fileName }) => fileName === name);
      return file?.type === 'asset' ? String(file.source) : undefined;
    };
    expect(textOf('404.html')).toContain('src="/lab/assets/');
    expect(textOf('404.html')).toBe(textOf('index.html'));
  });
});
