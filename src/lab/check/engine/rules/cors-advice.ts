import { curlCommand } from '../../../../oauth/curl-command.ts';
import type { Attempt } from '../attempt.ts';

/** What makes an answer readable for a page of this origin. */
export function corsHeaders(pageOrigin: string): string {
  return `Access-Control-Allow-Origin: ${pageOrigin}\nVary: Origin`;
}

/** What a preflight has to be answered with, for these request headers. */
export function preflightHeaders(pageOrigin: string, headers: readonly string[]): string {
  return [
    corsHeaders(pageOrigin),
    'Access-Control-Allow-Methods: GET, POST, DELETE',
    `Access-Control-Allow-Headers: ${headers.join(', ')}`,
  ].join('\n');
}

/** Where the commands of a report are to be run: cmd and PowerShell quote otherwise. */
export const SHELL = 'a POSIX shell (sh, bash, zsh)';

/** Said of headers with {@link preflightCommand} below them. */
export const SEE_PREFLIGHT = `The command below them, for ${SHELL}, shows what it answers now:`;

/** The preflight of a browser, for {@link SHELL}: there the answer can be read. */
export function preflightCommand(url: string, pageOrigin: string, headers: readonly string[]): string {
  return curlCommand(
    {
      url,
      method: 'OPTIONS',
      headers: [
        ['Origin', pageOrigin],
        ['Access-Control-Request-Method', 'POST'],
        ['Access-Control-Request-Headers', headers.map((name) => name.toLowerCase()).join(',')],
      ],
    },
    ' \\\n  ',
  );
}

/** How an attempt that brought no answer ended, in words. */
export function noAnswer({ outcome, url }: Attempt): string {
  const { origin } = new URL(url);
  switch (outcome) {
    case 'blocked':
      return `The Content-Security-Policy of this page does not let it call ${origin}.`;
    case 'redirected':
      return 'It answers with a redirect, which a client must not follow: a token would go wherever it points.';
    case 'timed out':
      return `${origin} did not answer within ten seconds.`;
    case 'too large':
      return 'Its answer is larger than 512 KiB. No more of it was read.';
    case 'stopped':
      return 'The report was stopped before it was asked.';
    case 'opaque':
      return 'Something answers, but this page may read nothing of it.';
    case 'unreadable':
      return 'The browser shows no answer, and hides why.';
    case 'answered':
      return 'It answered.';
    default:
      return outcome satisfies never;
  }
}
