import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { WholePaths } from './WholePaths.tsx';

const wholeIn = (text: string) =>
  [...renderToStaticMarkup(<WholePaths>{text}</WholePaths>).matchAll(/nowrap">([^<]*)</g)].map(
    ([, path]) => path,
  );

it('a short path stays on one line, and a long path may wrap', () => {
  expect(wholeIn('What does /token check?')).toEqual(['/token']);
  expect(wholeIn('tools/call, bearer')).toEqual(['tools/call']);
  expect(wholeIn('/callback?code')).toEqual(['/callback']);
  expect(wholeIn('GET /a/path/of/five/parts')).toEqual([]);
});
