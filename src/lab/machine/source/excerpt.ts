/**
 * A function of a module as it stands in the file, with its docstring: found by name, so that no marker has
 * to stand in the source.
 *
 * @throws Error when the module has no such function: it was renamed, and whoever shows it must follow.
 */
export function excerpt(moduleText: string, name: string): string {
  const lines = moduleText.split('\n');
  return lines.slice(...excerptRange(lines, name)).join('\n');
}

/** The lines of {@link excerpt}: from the first, up to and without the second number. */
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
