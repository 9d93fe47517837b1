import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { WholePaths } from './WholePaths.tsx';

const wholeIn = (text: string) =>
  [...renderToStaticMarkup(<WholePaths>{text}</WholePaths>).matchAll(/nowrap">([^<]*)</g)].map(
    ([, path]) => path,
  );

it('a path stays on one line if it is short, and may wrap if it is long', () => {
  expect(wholeIn('What does /token check?')).toEqual(['/token']);
  expect(wholeIn('tools/call, bearer')).toEqual(['tools/call']);
  expect(wholeIn('/callback?code')).toEqual(['/callback']);
  expect(wholeIn('GET /a/path/of/five/parts')).toEqual([]);
});
