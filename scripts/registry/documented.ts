import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../../docs/copying.md');

/**
 * The files that a section of docs/copying.md shows in code blocks, each with its path as the first line.
 *
 * @throws Error if the section shows no file, for example because its heading has changed.
 */
export function appFiles(heading: string): Map<string, string> {
  const [, section = ''] = readFileSync(PAGE, 'utf8').split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  const blocks = own.matchAll(/^```tsx?\n\/\/ (\S+)\n(.*?)^```$/gms);
  const files = new Map([...blocks].map(([, path = '', text = '']) => [path, text]));
  if (files.size === 0) throw new Error(`docs/copying.md shows no file under “${heading}”.`);
  return files;
}
