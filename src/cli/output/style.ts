import { shownText } from '../../ui/server-text.ts';

/** Styles text with colours and links if it goes to a terminal that supports them. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  code(text: string): string;
  link(text: string, url: string): string;
  /** Marks each line break of the text, and indents each continued line, so that a server cannot forge a line. */
  wrapped(text: string, indent: string): string[];
}

/** What is known about the destination of the text. */
export interface Terminal {
  isTTY: boolean;
  columns: number | undefined;
  environment: Readonly<Record<string, string | undefined>>;
}

const WIDEST = 100;
const NARROWEST = 40;
const LONGEST_LINE = 8_000;
const CONTINUED = '│ ';
/** The indent of a continued line if its first line has none: lines without an indent are the program's own. */
const HANGING = '  ';

export function styleFor({ isTTY, columns, environment }: Terminal): Style {
  // By https://no-color.org, any value that is not empty disables colours.
  const colour = isTTY && !environment.NO_COLOR && environment.TERM !== 'dumb';
  // `util.styleText` came with Node 20.12, and this program runs on Node 20.0.
  const set = (on: number, off: number) => (text: string) =>
    colour && text ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  const links = isTTY && hasLinks(environment);
  const width = isTTY ? Math.max(NARROWEST, Math.min(columns ?? WIDEST, WIDEST)) : Number.POSITIVE_INFINITY;
  return {
    bold: set(1, 22),
    dim: set(2, 22),
    red: set(31, 39),
    yellow: set(33, 39),
    green: set(32, 39),
    code: set(36, 39),
    link: (text, url) => (links ? `\u001b]8;;${url}\u0007${text}\u001b]8;;\u0007` : `${text}  ${url}`),
    wrapped: (text, indent) =>
      text
        .replaceAll('\n', `\n${CONTINUED}`)
        .split('\n')
        .flatMap((line) =>
          wrap(line, width - (indent || HANGING).length).map(
            (part, at) => (at ? indent || HANGING : indent) + part,
          ),
        ),
  };
}

/** Terminals that are known to show hyperlinks (OSC 8). */
function hasLinks(environment: Terminal['environment']): boolean {
  if (environment.TERM === 'dumb' || environment.CI) return false;
  const { TERM_PROGRAM = '', VTE_VERSION = '', TERM = '', WT_SESSION, KONSOLE_VERSION } = environment;
  return (
    ['iTerm.app', 'vscode', 'WezTerm', 'ghostty', 'Hyper'].includes(TERM_PROGRAM) ||
    Number(VTE_VERSION) >= 5000 ||
    /kitty|foot|alacritty/.test(TERM) ||
    WT_SESSION !== undefined ||
    KONSOLE_VERSION !== undefined
  );
}

/** At least the number of cells of a text in a terminal, where a character of East Asia takes two. */
const cellsOf = (text: string): number => text.replace(/[\u1100-\uffff]/g, '  ').length;

/** Breaks a line at spaces of any kind. A word that is longer than the line, such as an address, stays whole. */
function wrap(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/\p{Zs}/u)) {
    if (current && cellsOf(current) + 1 + cellsOf(word) > width) {
      lines.push(current);
      current = word;
    } else current = current ? `${current} ${word}` : word;
  }
  return [...lines, current];
}

/** A text on one line, without anything that a terminal would act on. */
export const printable = (text: string): string =>
  shownText(text, LONGEST_LINE).text.replaceAll(/[\n\t]/g, ' ');

/**
 * Changes text that a build server would read in its log as a command: `::error::…` at the beginning of a line, and
 * `##[error]…`, `##vso[…]`, `##teamcity[…]` anywhere (GitHub, Azure, TeamCity). Before a command, GitHub skips every
 * Unicode space, such as a no-break space.
 */
export const withoutLogCommands = (lines: string): string =>
  lines.replace(/^([^\S\n]*:):/gm, '$1 :').replace(/##(?=\w*\[)/g, '# #');
