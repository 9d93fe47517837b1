import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fallbackFiles, hostNamed, routeFallback } from './static-host.ts';

describe('the host of a build', () => {
  it('is the host in the setting, on every build machine', () => {
    expect(hostNamed('netlify', { CF_PAGES: '1' })).toBe('netlify');
  });

  it('is recognised by its build machine if the setting is absent', () => {
    expect(hostNamed(undefined, { CF_PAGES: '1' })).toBe('cloudflare-pages');
    expect(hostNamed('', { NETLIFY: 'true' })).toBe('netlify');
    expect(hostNamed(undefined)).toBe('other');
  });

  it('is not guessed from an unknown name', () => {
    expect(() => hostNamed('github')).toThrow(
      'VITE_STATIC_HOST is "github"; it may be cloudflare-pages, netlify, other.',
    );
  });
});

describe('a path without a file', () => {
  it('reaches the app on Netlify by a rule, with status 200', () => {
    expect(fallbackFiles('netlify', '<html>', '/')).toEqual({ _redirects: '/*  /index.html  200\n' });
    expect(fallbackFiles('netlify', '<html>', '/lab/')).toEqual({
      _redirects: '/lab/*  /lab/index.html  200\n',
    });
  });

  it('reaches the app on Cloudflare Pages because there is no 404 page', () => {
    expect(fallbackFiles('cloudflare-pages', '<html>', '/')).toEqual({});
  });

  it('reaches the app elsewhere by a 404 page with the final HTML of the app', async () => {
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
