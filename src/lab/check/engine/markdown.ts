import { SHOWN_AT_FIRST, shownText } from '../../../ui/server-text.ts';

/** A fenced code block (CommonMark §4.5): its fence is longer than every run of backticks in the code. */
export function fenced(code: string): string {
  const runs = [...code.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(4, ...runs.map((length) => length + 1)));
  return `${fence}\n${code}\n${fence}`;
}

/** Words that a tracker turns into a link, a mention or a reference, unless they are in a code span. */
const LINKED = /(?<![^\s`])([^\s`]*?(?::\/\/|www\.|@|(?<!&)#\d|GH-\d)[^\s`]*)/gi;

/**
 * Escapes a text from a server, so that Markdown shows it as plain text (CommonMark §2.4): invisible characters are
 * spelled out, links and mentions are code spans, each line ends in a hard line break, and no line begins a list, a
 * heading, a thematic break, an indented block, or a command to a build server that prints the file (`::error::`).
 */
export function escapeMarkdown(text: string): string {
  const { text: shown, leftOut } = shownText(text.replace(/\r\n?/g, '\n'), SHOWN_AT_FIRST.content);
  return `${shown}${leftOut ? '…' : ''}`.split('\n').map(escapeLine).join('\\\n');
}

/** Escapes a line. A build server skips more kinds of blanks before a command than Markdown skips. */
function escapeLine(line: string): string {
  return line
    .replace(/^[ \t]+/, '')
    .split(LINKED)
    .map((part, at) => (at % 2 ? codeSpan(part) : part.replace(/[\\`*_<>[\]|#~&$]/g, '\\$&')))
    .join('')
    .replace(/^(\s*)([-+=:])/, '$1\\$2')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

/** A code span in one line (CommonMark §6.1): its delimiters are longer than every run of backticks in the text. */
export function codeSpan(text: string): string {
  const [line] = [text.replaceAll(/\s+/g, ' ')];
  const runs = [...line.matchAll(/`+/g)].map(([run]) => run.length);
  const delimiter = '`'.repeat(Math.max(0, ...runs) + 1);
  return `${delimiter} ${line} ${delimiter}`;
}
