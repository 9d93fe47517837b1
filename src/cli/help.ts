import { GROUP_TITLES } from '../lab/check/engine/findings.ts';
import { rules } from '../lab/check/engine/rules/index.ts';

export const HELP = `pkce-lab check <url> [options]    checks an MCP server and its authorization server
pkce-lab rules                    lists the rules
pkce-lab sign-in <url>            signs in as a command line client, and out again (--client-id, --print-url)
pkce-lab --version

The check calls the server that you name, and the servers that its metadata names. It needs no account, and changes
nothing.

  --origin <origin>       the origin of a page (https://app.example): the check judges what a browser lets this
                          page reach; none for a server that is not for pages
  --only, --skip <names>  rules or groups, with commas between: ${Object.keys(GROUP_TITLES).join(', ')}
  --fail-on <level>       must (default), should, or never
  --timeout <seconds>     ends the check (120, with --sign-in 1200)
  --client-id <id>        a registered public client, for a server that allows only the origins of its clients; with
                          --sign-in, the probes use this client instead of registering one
  -H, --header <line>     a header that is sent only to the named server; its value is masked in every output, if
                          it has at least four characters

With your account, the check tests what the servers enforce:

  --sign-in               signs in, once for each probe, in your browser. Two probes run only by name: --only
                          late-code-refused waits ten minutes, --only redirect-uri-exact ends at an error page
  --print-url             prints the address of each sign-in, and opens no browser
  -y, --yes               agrees to the probes without a question
  --redirect-uri <uri>    the redirect URI that is registered for --client-id (http://127.0.0.1/callback)
  --scope, --resource     the scope and the resource to request, instead of those in the metadata
  --accept <origin>       accepts a token endpoint elsewhere, or a resource wider than the server

Output goes to the terminal. Each of these also writes a file, or writes to the standard output if its name is -:

  --json, --junit, --sarif, --markdown, --har <file>

The exit code is 0 when no tested MUST is broken, 1 when a tested MUST is broken, 2 when the server could not be
tested, and 3 when the command line cannot be run.
`;

/** Every rule by its name, for --only and --skip. */
export function ruleList(): string {
  const lines = Object.entries(GROUP_TITLES).flatMap(([group, title]) => [
    `${group}: ${title}`,
    ...rules
      .filter((rule) => rule.group === group)
      .map(
        ({ id, severity, demands }) => `  ${id.padEnd(30)} ${severity.toUpperCase().padEnd(6)} ${demands}`,
      ),
    '',
  ]);
  return lines.join('\n');
}
