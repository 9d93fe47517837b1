import { parseArgs } from 'node:util';
import { readServerAddress } from '../../lab/check/engine/address.ts';
import { describeOAuthError } from '../../oauth/error-descriptions.ts';
import { OAuthError, type Platform } from '../../oauth/index.ts';
import { EXIT } from '../check/exit-code.ts';
import { UsageError } from '../check/options.ts';
import type { Machine } from '../machine.ts';
import { resolvesNearer } from '../network/addresses.ts';
import { createClientNetwork } from '../network/client-network.ts';
import { NetworkFailure } from '../network/wire.ts';
import { printable } from '../output/style.ts';
import { signIn } from './client.ts';
import { NoSignIn } from './no-sign-in.ts';
import { unguessablePath } from './probes.ts';

/**
 * `pkce-lab sign-in`: the smallest client outside a browser. Signs in, prints the name of the user, and revokes the
 * tokens. Prints no token.
 *
 * @returns the exit code.
 * @throws UsageError.
 */
export async function signInCommand(args: readonly string[], machine: Machine): Promise<number> {
  const { serverUrl, clientId, printUrl } = readArguments(args);
  const { stdout, stderr } = machine;
  const fetch = guardedFetch(serverUrl, machine);
  let revocations: { confirmed: boolean }[] | undefined;
  try {
    const session = await signIn({
      serverUrl,
      clientId,
      path: clientId === undefined ? unguessablePath() : '/callback',
      async fetch(url, init) {
        const revocation = { confirmed: false };
        revocations?.push(revocation);
        const response = await fetch(url, init);
        revocation.confirmed = response.ok;
        return response;
      },
      openListener: machine.openListener,
      async visit(url) {
        const address = await resolvesNearer(machine.book, url, serverUrl);
        if (address !== undefined) {
          throw new NoSignIn(
            `The sign-in page is at ${new URL(url).host}, which resolves to ${address}, nearer to you than the server. It was not opened.`,
          );
        }
        const opened = !printUrl && (await machine.openBrowser(url));
        stdout.write(opened ? 'Continue in your browser.\n' : `sign in: ${printable(url)}\n`);
      },
    });
    const state = session.getSnapshot();
    if (state.status === 'signed-in') {
      const { issuer, identity, scopes } = state.grant;
      const who = identity?.name ?? identity?.subject;
      stdout.write(
        `Signed in at ${printable(issuer)}${who === undefined ? '' : ` as ${printable(who)}`}, for ${printable(scopes.join(' ')) || 'no scope'}.\n`,
      );
    }
    // A sign-out sends only revocations, so each request from here on is a revocation.
    revocations = [];
    await session.signOut();
    const revoked = revocations.length > 0 && revocations.every(({ confirmed }) => confirmed);
    stdout.write(`Signed out: the tokens are deleted here${revoked ? ' and revoked there' : NOT_REVOKED}.\n`);
    return EXIT.kept;
  } catch (error) {
    if (error instanceof NoSignIn) {
      stderr.write(`${printable(error.message)}\n`);
      return EXIT.untested;
    }
    if (!(error instanceof OAuthError)) throw error;
    const { title, advice } = describeOAuthError(error);
    // A browser hides why it got no response, so the description suspects CORS. This program knows the reason.
    const says =
      error.code === 'unreachable' && error.cause instanceof Error
        ? `A server could not be reached: ${error.cause.message}`
        : `${title} ${advice}`;
    const lines = [says, ...detailsOf(error)];
    stderr.write(lines.map((line) => `${printable(line)}\n`).join(''));
    return EXIT.untested;
  }
}

/** The details of the error, one line each. */
function detailsOf({
  code,
  at,
  status,
  claim,
  refusal,
  expected,
  found,
  otherAuthorizationServers,
}: OAuthError) {
  const values: Record<string, string | undefined> = {
    'It says': refusal && [refusal.error, refusal.description].filter(Boolean).join(': '),
    Member: claim,
    Expected: expected,
    Found: found,
    'Other authorization servers': otherAuthorizationServers?.join(', '),
    Error: [code, status, at].filter((part) => part !== undefined).join(' '),
  };
  return Object.entries(values).flatMap(([name, value]) => (value ? [`  ${name}: ${value}`] : []));
}

const NOT_REVOKED =
  '. The server did not confirm that it revoked them, so they may be valid until they expire';

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { 'client-id': { type: 'string' }, 'print-url': { type: 'boolean' } },
    });
    const { href } = readServerAddress(positionals[0] ?? '');
    return { serverUrl: href, clientId: values['client-id'], printUrl: values['print-url'] === true };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Connects to no network nearer than the server's, even if the name looks public (RFC 9728 §7.7). */
function guardedFetch(serverUrl: string, { send, book }: Machine): Platform['fetch'] {
  const network = createClientNetwork(send);
  return async (url, init) => {
    const address = await resolvesNearer(book, url, serverUrl);
    if (address !== undefined) {
      throw new NetworkFailure(
        `${new URL(url).host} resolves to ${address}, which is nearer than the server.`,
      );
    }
    return network(url, init);
  };
}
