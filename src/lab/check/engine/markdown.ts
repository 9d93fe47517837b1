/** A fenced code block (CommonMark §4.5): its fence is longer than every run of backticks in the code. */
export function fenced(code: string): string {
  const runs = [...code.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(4, ...runs.map((length) => length + 1)));
  return `${fence}\n${code}\n${fence}`;
}

/**
 * Escapes a text from a server, so that Markdown shows it as plain text (CommonMark §2.4). Each line ends in a hard line
 * break, and no line begins a list, a heading, a thematic break or an indented block.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\\`*_<>[\]|#~&$]/g, '\\$&')
    .replace(/^[ \t]+/gm, '')
    .replace(/^[-+=]/gm, '\\$&')
    .replace(/^(\d+)([.)])/gm, '$1\\$2')
    .replaceAll('\n', '\\\n');
}

/** A code span in one line (CommonMark §6.1): its delimiters are longer than every run of backticks in the text. */
export function codeSpan(text: string): string {
  const [line] = [text.replaceAll(/\s+/g, ' ')];
  const runs = [...line.matchAll(/`+/g)].map(([run]) => run.length);
  const delimiter = '`'.repeat(Math.max(0, ...runs) + 1);
  return `${delimiter} ${line} ${delimiter}`;
}
