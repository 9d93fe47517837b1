import { CATALOGUE } from './catalogue.ts';

/** `docs/negative-cases.md`: what must fail, how, and the tests that prove it. */
export function negativeCasesDocument(): string {
  const sections = Object.entries(CATALOGUE).map(([place, cases]) => {
    const rows = cases.map(({ when, outcome, generated, tests }) => {
      const proofs = tests.map(([file, title]) => `${escapeCell(title)} (\`${file}\`)`).join('<br>');
      return `| ${escapeCell(when)}${generated ? ' ◆' : ''} | ${escapeCell(outcome)} | ${proofs} |`;
    });
    return [`## ${place}`, '', '| when | then | proven by |', '|---|---|---|', ...rows, ''].join('\n');
  });
  return [
    '# What must fail, and how',
    '',
    'Made by `npm run negative-cases` from `scripts/negative-cases/catalogue.ts`. ◆: proven for generated inputs as well.',
    'A unit test fails when it is stale, when a line has no test, or when a test it names is gone. <!-- lab -->',
    '',
    ...sections,
  ].join('\n');
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
