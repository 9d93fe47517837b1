import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeCodeChallenge, createCodeVerifier } from '../../../oauth/index.ts';
import { randomBytes } from '../run/tab-platform.ts';
import { excerpt } from './excerpt.ts';
import { computeCodeChallengeInNode, createCodeVerifierInNode } from './node-twin.ts';
import { RUNNING_FUNCTIONS } from './running-source.ts';

const source = join(import.meta.dirname, '../../..');

describe('the source that the lab shows', () => {
  it.each(Object.values(RUNNING_FUNCTIONS).flat())(
    'contains the whole function $name of $file',
    ({ file, name }) => {
      const shown = excerpt(readFileSync(join(source, file), 'utf8'), name);
      expect(shown).toMatch(new RegExp(`function ${name}\\b`));
      expect(shown.endsWith('\n}')).toBe(true);
    },
  );

  it.each(['exchangeWithOauth4webapi', 'signInWithMcpSdk'])('has %s, which calls a library', (name) => {
    const shown = excerpt(readFileSync(join(source, 'lab/machine/source/in-one-call.ts'), 'utf8'), name);
    expect(shown).toMatch(new RegExp(`function ${name}\\b`));
  });

  it('is not found if a function was renamed', () =>
    expect(() => excerpt('export function other() {\n}\n', 'renamed')).toThrow('"renamed"'));
});

describe('the Node version of the PKCE functions', () => {
  it('creates verifiers of the same form', () => {
    const inBrowser = createCodeVerifier({ randomBytes });
    expect(createCodeVerifierInNode()).toMatch(/^[\w-]{43}$/);
    expect(inBrowser).toMatch(/^[\w-]{43}$/);
  });

  it('computes the same challenge for any verifier', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[\w.~-]{43,128}$/), async (verifier) => {
        expect(computeCodeChallengeInNode(verifier)).toBe(await computeCodeChallenge(verifier));
      }),
    );
  });
});
