import { curlCommand } from '../../../../oauth/curl-command.ts';
import type { Attempt } from '../attempt.ts';
import { isNearer } from '../named-address.ts';

/** The headers that let a page of this origin read a response. */
export function corsHeaders(pageOrigin: string): string {
  return `Access-Control-Allow-Origin: ${pageOrigin}\nVary: Origin`;
}

/** The response headers that a preflight for these request headers needs. */
export function preflightHeaders(pageOrigin: string, headers: readonly string[]): string {
  return [
    corsHeaders(pageOrigin),
    'Access-Control-Allow-Methods: GET, POST, DELETE',
    `Access-Control-Allow-Headers: ${headers.join(', ')}`,
  ].join('\n');
}

/** The shell for the commands of a report: cmd and PowerShell use other quotes. */
export const SHELL = 'a POSIX shell (sh, bash, zsh)';

/** Introduces headers, after which {@link preflightCommand} comes. */
export const PREFLIGHT_COMMAND_BELOW = `The command below them, for ${SHELL}, shows the current response:`;

/** The preflight of a browser as a command for {@link SHELL}, where a person can read the response. */
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

/** What to do if a server builds its addresses from the request of its proxy, not from the request of the client. */
export const BEHIND_A_PROXY =
  'Behind a proxy that ends TLS, a server may build its public addresses from its internal one: use the X-Forwarded-Proto and X-Forwarded-Host of the proxy, or set the public URL.';

/** Whether a server at an https address names an http address of its own host, or of a host in a nearer network. */
export function isDowngraded(named: string | undefined, reached: string): boolean {
  if (named === undefined || !URL.canParse(named) || !URL.canParse(reached)) return false;
  const [from, to] = [new URL(reached), new URL(named)];
  const isOwn = to.hostname === from.hostname || isNearer({ url: named, namedAt: reached });
  return from.protocol === 'https:' && to.protocol === 'http:' && isOwn;
}

export function describeFailure({ outcome, url, reason }: Attempt): string {
  const { origin } = new URL(url);
  switch (outcome) {
    case 'blocked':
      return `The Content-Security-Policy of this page does not let it call ${origin}.`;
    case 'redirected':
      return 'It answers with a redirect, which this page does not follow.';
    case 'timed out':
      return `${origin} did not answer within ten seconds.`;
    case 'too large':
      return 'Its response is larger than 512 KiB. The rest was not read.';
    case 'stopped':
      return 'The report was stopped before this request ended, or you dropped the request.';
    case 'opaque':
      return 'A response comes, but this page may not read it.';
    case 'unreadable':
      return reason ?? 'The browser shows no response, and does not say why.';
    case 'answered':
      return 'It answered.';
    default:
      return outcome satisfies never;
  }
}
