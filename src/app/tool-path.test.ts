import fc from 'fast-check';
import { matchPath } from 'react-router-dom';
import { describe, expect, it } from 'vitest';
import { toolPath } from './tool-path.ts';

/** The tool that the tools page opens at a path, after a browser and the router have read the path. */
function opened(path: string): string | undefined {
  const { pathname, searchParams } = new URL(path, 'https://app.example');
  const name = matchPath('/tools/:name?', pathname)?.params.name;
  return name ?? searchParams.get('tool') ?? undefined;
}

describe('the path of a tool', () => {
  it.each(['whoami', '.', '..', '%2F', '%2f..', '/', 'a/b', '?x', '#y', 'two words', 'ü'])(
    'opens the tool %j and no other page',
    (name) => expect(opened(toolPath(name))).toBe(name),
  );

  it('opens the tool, whatever its name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (name) => {
        expect(opened(toolPath(name))).toBe(name);
      }),
    );
  });
});
