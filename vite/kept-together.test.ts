import mdx from '@mdx-js/rollup';
import { expect, it } from 'vitest';
import { keptTogether } from './kept-together.ts';

async function compiled(text: string): Promise<string> {
  const { transform } = mdx({ remarkPlugins: [keptTogether], jsx: true });
  return String((await transform(text, 'text.mdx'))?.code).replace(/\s+/g, ' ');
}

it.each([',', '.', ');', '?'])('a word of the glossary stays with the "%s" after it', async (mark) => {
  expect(await compiled(`The <Term name="grant">**grant**</Term>${mark} and`)).toContain(
    `<_components.span className="whitespace-nowrap"><Term name="grant"><_components.strong>{"grant"}</_components.strong></Term>{"${mark}"}</_components.span>{" and"}`,
  );
});

it('a line may break between a word of the glossary and the next word', async () =>
  expect(await compiled('- a <Term name="grant">grant</Term> and, later, more')).not.toContain('nowrap'));
