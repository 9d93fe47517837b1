import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Result } from './TwoTabs.tsx';

const OVERWRITTEN = 'The second tab overwrote the verifier of this tab';
const OWN = 'Each tab found its own verifier.';

it.each([
  ['one shared slot', 400, 200, OVERWRITTEN],
  ['one shared slot', 200, 400, undefined],
  ['one shared slot', 200, 200, undefined],
  ['a record of this tab', 200, 200, OWN],
  ['a record of this tab', 400, 200, undefined],
] as const)('the result of %s with the statuses %i and %i says no more than the run showed: %s', (...row) => {
  const [keep, here, there, said] = row;
  const shown = renderToStaticMarkup(
    <Result
      keep={keep}
      here={{ status: here, message: 1 }}
      there={{ status: there, message: 2 }}
      kept={{ local: [], session: [] }}
      state="abc"
    />,
  );
  expect([OVERWRITTEN, OWN].filter((text) => shown.includes(text))).toEqual(said ? [said] : []);
});
