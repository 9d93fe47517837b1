import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readServerAddress } from '../../lab/check/engine/address.ts';
import { isPrintableFieldValue, isToken } from '../../oauth/curl-command.ts';
import { readSelection, type Selection } from './selection.ts';

/** A command line that cannot be run. The message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const FORMATS = ['json', 'junit', 'sarif', 'markdown', 'har'] as const;
export type Format = (typeof FORMATS)[number];

/** Which broken rules set the exit code. */
const FAIL_ON = ['must', 'should', 'never'] as const;

export interface CheckOptions {
  serverUrl: string;
  /** The origin of the page for which reachability is computed; `undefined` for a server that no page has to reach. */
  origin: string | undefined;
  signIn: boolean;
  /** Prints the addresses of the sign-ins, and opens no browser. */
  printUrl: boolean;
  /** Agrees to every question in advance. */
  yes: boolean;
  clientId: string | undefined;
  /** The registered redirect URI of the client, an address of this machine. */
  redirectUri: string | undefined;
  scope: string | undefined;
  resource: string | undefined;
  /** What the user accepts in advance: origins of token endpoints, and resources that are wider than the server. */
  accepted: readonly string[];
  /** Headers that are sent only to the server on the command line. */
  headers: Readonly<Record<string, string>>;
  timeoutMs: number;
  selection: Selection;
  failOn: (typeof FAIL_ON)[number];
  /** The output of each format: a file, or `-` for the standard output. */
  outputs: Readonly<Partial<Record<Format, string>>>;
}

const DEFAULT_ORIGIN = 'https://app.example';
const DEFAULT_TIMEOUT_S = 120;
/** The default with `--sign-in`. It is longer, because a person signs in several times. */
const DEFAULT_SIGN_IN_TIMEOUT_S = 1200;
const LONGEST_TIMEOUT_S = 86_400;

const OPTIONS = {
  origin: { type: 'string' },
  'sign-in': { type: 'boolean' },
  'print-url': { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  'client-id': { type: 'string' },
  'redirect-uri': { type: 'string' },
  scope: { type: 'string' },
  resource: { type: 'string' },
  accept: { type: 'string', multiple: true },
  header: { type: 'string', short: 'H', multiple: true },
  timeout: { type: 'string' },
  only: { type: 'string', multiple: true },
  skip: { type: 'string', multiple: true },
  'fail-on': { type: 'string' },
  json: { type: 'string' },
  junit: { type: 'string' },
  sarif: { type: 'string' },
  markdown: { type: 'string' },
  har: { type: 'string' },
} as const;

/** Reads the arguments after `check`. @throws UsageError. */
export function readCheckOptions(args: readonly string[]): CheckOptions {
  const { values, positionals } = parsed(args);
  const [server, ...more] = positionals;
  if (server === undefined)
    throw new UsageError('Name the server to check: pkce-lab check https://mcp.example/mcp');
  if (more.length) {
    // The message does not quote these arguments: a header without quotes becomes several, perhaps with a secret.
    const are = more.length === 1 ? '1 argument is' : `${more.length} arguments are`;
    throw new UsageError(
      `Name one server: ${are} too many. Quote a value that contains a space: --header "X-Api-Key: 123".`,
    );
  }
  const outputs = Object.fromEntries(
    FORMATS.flatMap((format) => {
      const to = values[format];
      return to === undefined ? [] : [[format, to]];
    }),
  );
  if (Object.values(outputs).filter((to) => to === '-').length > 1) {
    throw new UsageError(
      'Only one format can go to the standard output (-). Name a file for each other format.',
    );
  }
  const nameless = Object.entries(outputs).find(([, to]) => to === '');
  if (nameless)
    throw new UsageError(`--${nameless[0]} takes the name of a file, or - for the standard output.`);
  const paths = Object.values(outputs).map((to) => resolve(to));
  const twice = paths.find((path, at) => paths.indexOf(path) !== at);
  if (twice !== undefined) {
    throw new UsageError(`Two formats cannot go to the same file. Both name ${twice}`);
  }
  for (const flag of ['print-url', 'redirect-uri', 'scope', 'resource', 'accept'] as const) {
    if (values[flag] !== undefined && !values['sign-in']) throw new UsageError(`--${flag} needs --sign-in.`);
  }
  if (values['redirect-uri'] !== undefined && values['client-id'] === undefined) {
    throw new UsageError(
      '--redirect-uri needs --client-id: the redirect URI is one that is registered for that client.',
    );
  }
  return {
    serverUrl: addressOf(server),
    origin: originOf(values.origin ?? DEFAULT_ORIGIN),
    signIn: values['sign-in'] ?? false,
    printUrl: values['print-url'] ?? false,
    yes: values.yes ?? false,
    clientId: values['client-id'],
    redirectUri: values['redirect-uri'] === undefined ? undefined : redirectUriOf(values['redirect-uri']),
    scope: values.scope,
    resource: values.resource,
    accepted: values.accept ?? [],
    headers: headersOf(values.header ?? []),
    timeoutMs:
      secondsOf(values.timeout, values['sign-in'] ? DEFAULT_SIGN_IN_TIMEOUT_S : DEFAULT_TIMEOUT_S) * 1000,
    selection: selectionOf(values.only ?? [], values.skip ?? []),
    failOn: failOnOf(values['fail-on'] ?? 'must'),
    outputs,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split('. To specify');
    throw new UsageError(sentence.endsWith('.') ? sentence : `${sentence}.`, { cause: error });
  }
}

function addressOf(typed: string): string {
  try {
    return readServerAddress(typed).href;
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message, { cause: error }) : error;
  }
}

function originOf(typed: string): string | undefined {
  if (typed === 'none') return undefined;
  const origin = URL.canParse(typed) ? new URL(typed).origin : 'null';
  if (!/^https?:/.test(origin) || new URL(typed).href !== `${origin}/`) {
    throw new UsageError(
      `--origin takes an origin such as https://app.example, or none. This is neither: ${typed}`,
    );
  }
  return origin;
}

function redirectUriOf(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (
    url?.protocol !== 'http:' ||
    !['127.0.0.1', 'localhost'].includes(url.hostname) ||
    url.search ||
    url.hash
  ) {
    throw new UsageError(
      `--redirect-uri takes an http address at 127.0.0.1 or localhost, without query and fragment, such as http://127.0.0.1:8976/callback. This is not one: ${typed}`,
    );
  }
  return url.href;
}

const RESERVED =
  /^(accept(-encoding)?|authorization|access-control-.*|connection|content-.*|host|keep-alive|mcp-.*|origin|proxy-.*|sec-.*|te|trailer|transfer-encoding|upgrade)$/;

function headersOf(lines: readonly string[]): Record<string, string> {
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    // The message does not quote the line: the value may be a secret, and a mistyped line may begin with the value.
    if (colon < 1 || !isToken(name)) throw new UsageError('--header takes a line such as "X-Api-Key: 123".');
    if (!isPrintableFieldValue(value) || /[^\x20-\xff]/.test(value)) {
      throw new UsageError(`The value of --header ${name} has a character that no header can have.`);
    }
    if (RESERVED.test(name.toLowerCase())) {
      throw new UsageError(`--header cannot set ${name}: the check or the connection controls this header.`);
    }
    return [name, value];
  });
  // Unlike an assignment, `fromEntries` accepts __proto__ as an ordinary name.
  return Object.fromEntries(headers);
}

function secondsOf(typed: string | undefined, unset: number): number {
  if (typed === undefined) return unset;
  const seconds = /^\d+$/.test(typed) ? Number(typed) : 0;
  if (seconds < 1 || seconds > LONGEST_TIMEOUT_S) {
    throw new UsageError(
      `--timeout takes seconds, from 1 to ${LONGEST_TIMEOUT_S}. It does not take ${typed}`,
    );
  }
  return seconds;
}

function selectionOf(only: readonly string[], skip: readonly string[]): Selection {
  const selection = readSelection(only, skip);
  if (typeof selection === 'string') throw new UsageError(selection);
  return selection;
}

function failOnOf(typed: string): CheckOptions['failOn'] {
  const found = FAIL_ON.find((each) => each === typed);
  if (found) return found;
  throw new UsageError(`--fail-on takes ${FAIL_ON.join(', ')}. It does not take ${typed}`);
}
