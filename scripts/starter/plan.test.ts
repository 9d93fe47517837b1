import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planStarter } from './plan.ts';
import { labFiles, starterFiles } from './trees.ts';

const MANIFEST = {
  version: '3.1.4',
  scripts: {
    test: 'npm run lint && npm run starter:check && npm run size',
    lint: 'biome check',
    size: 'size-limit',
    'bench:soak': 'playwright test --config bench/playwright.config.ts',
    starter: 'node scripts/starter.ts',
    'starter:check': 'node scripts/starter/check.ts',
  },
  dependencies: { react: '19' },
  devDependencies: {
    '@mdx-js/rollup': '3',
    '@types/mdx': '2',
    '@types/ws': '8',
    jose: '6',
    shiki: '4',
    unused: '1',
    ws: '8',
  },
};

function project(changes: Record<string, string> = {}) {
  return new Map(
    Object.entries({
      'package.json': JSON.stringify(MANIFEST),
      'tsconfig.json': '{ "types": ["node", "mdx"] }',
      'src/main.tsx': "import { StrictMode } from 'react';",
      'src/mocks/signing.ts': "import { SignJWT } from 'jose';",
      'src/lab/plugin.tsx': "import { memo } from 'react';\nimport { decodeJwt } from 'jose';",
      'vite/lab.ts':
        "import mdx from '@mdx-js/rollup';\nawait import('shiki/core');\nimport { WebSocketServer } from 'ws';",
      'src/label.ts': '',
      'scripts/starter.ts': '',
      ...changes,
    }),
  );
}

describe('the plan of the starter', () => {
  it('removes the folders of the lab and of the starter command, but no folder with a similar name', () => {
    expect(planStarter(project(), 'my-app').remove).toEqual([
      'src/lab/plugin.tsx',
      'vite/lab.ts',
      'scripts/starter.ts',
    ]);
  });

  it('removes the packages that only removed files import, with their types, and no other packages', () => {
    const { packages, edit } = planStarter(project(), 'my-app');
    expect(packages).toEqual(['@mdx-js/rollup', '@types/mdx', '@types/ws', 'shiki', 'ws']);
    const manifest = JSON.parse(edit.get('package.json') ?? '');
    expect(manifest.dependencies).toEqual({ react: '19' });
    expect(manifest.devDependencies).toEqual({ jose: '6', unused: '1' });
    expect(edit.get('tsconfig.json')).toBe('{ "types": ["node"] }');
  });

  it('keeps a package that a style sheet of the starter imports', () => {
    const sheet = '@import "shiki/theme.css";';
    expect(planStarter(project({ 'src/ui/tokens.css': sheet }), 'my-app').packages).not.toContain('shiki');
  });

  it('removes the scripts that run removed files, and the steps that call such a script', () => {
    const { scripts } = JSON.parse(planStarter(project(), 'my-app').edit.get('package.json') ?? '');
    expect(scripts).toEqual({
      test: 'npm run lint && npm run size',
      lint: 'biome check',
      size: 'size-limit',
    });
  });

  it('replaces a file with its copy in starter/, and fills in the name of the project', () => {
    const { edit, remove } = planStarter(
      project({ 'README.md': '# The lab', 'starter/README.md': '# {name}', 'docs/other.md': 'Stays.' }),
      'my-app',
    );
    expect(edit.get('README.md')).toBe('# my-app');
    expect(edit.has('docs/other.md')).toBe(false);
    expect(remove).toContain('starter/README.md');
  });

  it.each([
    ['my-app', 'my-app'],
    ['My App', 'my-app'],
    ['_notes (copy)', 'notes-copy'],
    ['…', 'starter'],
  ])('gives the project %s the package name %s, which npm accepts', (name, packageName) => {
    expect(JSON.parse(planStarter(project(), name).edit.get('package.json') ?? '').name).toBe(packageName);
  });

  it('fills in the name without the characters that can end a string or open a tag', () => {
    const named = (name: string) =>
      planStarter(project({ 'src/ui/Brand.tsx': "export const NAME = 'PKCE Lab';" }), name).edit.get(
        'src/ui/Brand.tsx',
      );
    expect(named('My App')).toBe("export const NAME = 'My App';");
    expect(named("it's <b>$&</b>")).toBe("export const NAME = 'its bb';");
    expect(named('…')).toBe("export const NAME = 'Starter';");
  });

  it('starts with a new version and without the changelog of this project', () => {
    const { edit, remove } = planStarter(project({ 'CHANGELOG.md': '## [3.1.4]' }), 'my-app');
    expect(JSON.parse(edit.get('package.json') ?? '').version).toBe('0.0.0');
    expect(remove).toContain('CHANGELOG.md');
  });

  it('fails if a file that stays imports a removed file, and the error names both files', () => {
    const files = project({ 'src/app/HomePage.tsx': "import { lab } from '../lab/plugin.tsx';" });
    expect(() => planStarter(files, 'my-app')).toThrow(
      /src\/app\/HomePage\.tsx stays and imports \.\.\/lab\/plugin/,
    );
  });
});

describe('the starter of this repository', () => {
  const files = labFiles();
  const starter = [...starterFiles('Field notes')];

  it('contains the name of this project in no file and no path', () => {
    const named = starter.flatMap(([path, text]) =>
      `${path}\n${text}`
        .split('\n')
        .flatMap((line) => (/pkce[-_ ]?lab/i.test(line) ? `${path}: ${line}` : [])),
    );
    expect(starter.length).toBeGreaterThan(200);
    expect(named).toEqual([]);
  });

  it('does not describe its page as the lab', () => {
    expect(new Map(starter).get('index.html')).toMatch(
      /<meta\s+name="description"\s+content="Sign-in with OAuth 2\.1 and PKCE\."/,
    );
  });

  it('keeps this project’s notices in the licence, as MIT requires, below the new copyright holder', () => {
    const original = files.get('LICENSE') ?? '';
    const notices = original.slice(original.indexOf('Copyright'));
    expect(notices).toMatch(/^Copyright \(c\) \d{4} .+\n\nPermission is hereby granted/);
    const texts = new Map(starter);
    expect(texts.get('LICENSE')).toBe(`MIT License\n\nCopyright (c) The Field notes authors\n${notices}`);
    // A copy of only `src/oauth` contains this licence.
    expect(texts.get('src/oauth/LICENSE')).toBe(original);
  });

  it('has no test that mentions a Markdown file', () => {
    const tests = starter.filter(([path]) => /\.test\.tsx?$/.test(path));
    expect(tests.length).toBeGreaterThan(50);
    expect(tests.filter(([, text]) => /\.md\b/.test(text)).map(([path]) => path)).toEqual([]);
  });

  it('has documents that link only to its own files', () => {
    const paths = starter.map(([path]) => `${path}/`);
    const links = starter
      .filter(([path]) => path.endsWith('.md'))
      .flatMap(([path, text]) =>
        [...text.matchAll(/\]\((?!https?:|#)([^)\s#]+)/g)].map(([, link = '']) =>
          posix.join(posix.dirname(path), link, '/'),
        ),
      );
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter((link) => !paths.some((path) => path.startsWith(link)))).toEqual([]);
  });
});
