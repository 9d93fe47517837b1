/** Writes headers as lines of text, so that the learner can edit them. */
export const writeHeaderLines = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

/**
 * Parses a text that {@link writeHeaderLines} wrote and the learner edited.
 *
 * @throws TypeError naming the line that is not a header.
 */
export function readHeaderLines(text: string): Record<string, string> {
  const headers = new Headers();
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.trim()) continue;
    const colon = line.indexOf(':');
    try {
      headers.append(line.slice(0, Math.max(colon, 0)), line.slice(colon + 1));
    } catch (cause) {
      throw new TypeError(`Line ${index + 1} of the headers is not a name, a colon and a value.`, { cause });
    }
  }
  return Object.fromEntries(headers);
}
