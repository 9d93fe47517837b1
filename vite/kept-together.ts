/** A node of an MDX text, with only the members that this file uses. */
interface Node {
  type: string;
  name?: string | null;
  value?: string;
  attributes?: { type: string; name: string; value: string }[];
  children?: Node[];
}

const PUNCTUATION = /^[,.;:?!)]+/;

/**
 * A remark plugin that keeps a word of the glossary and the punctuation after it on one line. Such a word is a button,
 * and browsers may break the line after a button, even before punctuation.
 */
export const keptTogether = () => inEach;

function inEach({ children = [] }: Node): void {
  for (const [at, child] of children.entries()) {
    const after = children[at + 1];
    const [punctuation] = PUNCTUATION.exec(after?.value ?? '') ?? [];
    if (isTerm(child) && after?.value && punctuation) {
      after.value = after.value.slice(punctuation.length);
      children[at] = {
        type: 'mdxJsxTextElement',
        name: 'span',
        attributes: [{ type: 'mdxJsxAttribute', name: 'className', value: 'whitespace-nowrap' }],
        children: [child, { type: 'text', value: punctuation }],
      };
    } else inEach(child);
  }
}

const isTerm = ({ type, name }: Node) => type === 'mdxJsxTextElement' && name === 'Term';
