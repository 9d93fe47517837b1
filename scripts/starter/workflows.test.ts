import { describe, expect, it } from 'vitest';
import { labFiles, starterFiles } from './trees.ts';

describe.each([
  ['this repository', labFiles()],
  ['its starter', starterFiles('Field notes')],
])('the workflows of %s', (_whose, files) => {
  const workflows = [...files].filter(([path]) => path.startsWith('.github/workflows/'));
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(files.get('package.json') ?? '');

  it('run each kind of test', () => {
    const test = files.get('.github/workflows/test.yml') ?? '';
    for (const script of ['lint', 'types', 'test:unit', 'size', 'conformance', 'test:e2e', 'test:real']) {
      expect(test).toMatch(new RegExp(`npm run ${script}\\b`));
    }
  });

  it('include every test that has a tag, although `npm test` leaves out the tag @thorough', () => {
    expect(scripts.test).toContain('--grep-invert @thorough');
    expect(workflows.filter(([, text]) => text.includes('--grep-invert'))).toEqual([]);
  });

  it.each(workflows)('%s runs no script that package.json lacks', (_path, text) => {
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it.each(workflows)('%s names each action by its commit, because a tag can be moved', (_path, text) => {
    const actions = [...text.matchAll(/uses: (.*)/g)].map(([, action = '']) => action);
    expect(actions.length).toBeGreaterThan(0);
    expect(
      actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action)),
    ).toEqual([]);
  });

  it.each(workflows)('%s has no permission to write to the repository', (_path, text) => {
    expect(text).toContain('permissions:\n  contents: read\n');
    expect(text).not.toMatch(/contents: write|permissions: write-all/);
  });
});
