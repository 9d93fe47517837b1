import { excerpt } from '../../../machine/source/excerpt.ts';
import type { WrongLine } from './wrong-lines.ts';

const SOURCES = import.meta.glob<string>('../../../machine/naive-client/*.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The lines of the function, without its docstring, which names the bug. */
export function linesOf({ file, functionName }: WrongLine): string[] {
  const text = excerpt(SOURCES[`../../../machine/naive-client/${file}`] ?? '', functionName);
  return text.slice(text.indexOf('export ')).split('\n');
}
