/**
 * The text of a function with its docstring, as in the file of the module. The function is found by name, so that the
 * source needs no markers.
 *
 * @throws Error when the module has no such function, as after a rename.
 */
export function excerpt(moduleText: string, name: string): string {
  const lines = moduleText.split('\n');
  return lines.slice(...excerptRange(lines, name)).join('\n');
}

/** The line range of {@link excerpt}; `end` is exclusive. */
export function excerptRange(lines: readonly string[], name: string): [start: number, end: number] {
  const start = lines.findIndex((line) => new RegExp(`^(export )?(async )?function ${name}\\b`).test(line));
  if (start < 0) throw new Error(`There is no function "${name}" in this module.`);
  const end = lines.findIndex((line, index) => index >= start && line === '}');
  let first = start;
  if (lines[first - 1]?.trim().endsWith('*/')) {
    do first -= 1;
    while (!lines[first]?.startsWith('/**'));
  }
  return [first, end + 1];
}
