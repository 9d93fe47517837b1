import { wordsIn } from '../../../../mcp/server-words.ts';
import { isPrintableFieldValue } from '../../../../oauth/curl-command.ts';
import { problemOfAddress } from '../address.ts';
import { isLimited } from '../attempt.ts';
import { withErrorText } from '../error-text.ts';
import { documentAt, type Evidence, textOf } from '../evidence.ts';
import { whySkipped } from '../named-address.ts';
import type { Reply, ReportClient } from '../report-client.ts';
import { describeFailure } from '../rules/cors-advice.ts';

/**
 * Registers this app as a public client for the probes (RFC 7591 §3.1). `registerClient` of `src/oauth` would store the
 * client for the app's own sign-in.
 *
 * @returns the client ID. If the server did not register the redirect URI of this app, also up to three redirect URIs
 * that the server registered instead (RFC 7591 §3.2.1). A server that ignores the port of a loopback address may still
 * accept the redirect URI of this app. `deleteClient` is absent if the server does not offer it (RFC 7592 §2.3).
 * @throws Error that says in a sentence why registration failed.
 */
export async function registerClient(
  client: ReportClient,
  evidence: Evidence,
  applicationType: 'native' | 'web',
): Promise<{ clientId: string; insteadOfUri?: string; deleteClient?: () => Promise<unknown> }> {
  const endpoint = textOf(documentAt(evidence.serverLocations), 'registration_endpoint');
  if (endpoint === undefined) {
    const { members } = documentAt(evidence.serverLocations) ?? {};
    throw new Error(
      members?.client_id_metadata_document_supported === true
        ? 'This server has no registration endpoint. It accepts client ID metadata documents, but the probes have none.'
        : 'This server has no registration endpoint.',
    );
  }
  const skipped = evidence.skipped.find(({ url }) => url === endpoint);
  if (skipped) throw new Error(whySkipped(skipped));
  const reply = await client.send('authorization server', endpoint, {
    method: 'POST',
    headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
    body: JSON.stringify({
      client_name: 'PKCE Lab, server report',
      redirect_uris: [evidence.redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      application_type: applicationType,
    }),
  });
  const { attempt, json } = reply;
  if (attempt.outcome === 'redirected') {
    throw new Error(
      'The registration endpoint answered with a redirect, as some frameworks do with a request that they refuse.',
    );
  }
  if (attempt.outcome !== 'answered') throw new Error(describeFailure(attempt));
  const {
    client_id,
    token_endpoint_auth_method,
    redirect_uris,
    registration_client_uri: uri,
    registration_access_token: token,
  } = json ?? {};
  // The token goes only to the origin that issued it.
  const isManaged =
    problemOfAddress(uri) === undefined && new URL(String(uri)).origin === new URL(endpoint).origin;
  const deleting = isManaged &&
    typeof token === 'string' &&
    isPrintableFieldValue(token) && {
      deleteClient: () =>
        client.send('authorization server', String(uri), {
          method: 'DELETE',
          headers: { Authorization: `Bearer ${token}` },
          about: 'cleaning up',
        }),
    };
  if (typeof client_id !== 'string' || !client_id) throw new Error(whyUnregistered(reply));
  if (token_endpoint_auth_method !== undefined && token_endpoint_auth_method !== 'none') {
    if (deleting) await deleting.deleteClient();
    throw new Error(
      `The server registered a client that needs a secret (${String(token_endpoint_auth_method).slice(0, 60)}), although the request said “none”. The probes use no secret.`,
    );
  }
  if (Array.isArray(redirect_uris) && redirect_uris.length && !redirect_uris.includes(evidence.redirectUri)) {
    const instead = redirect_uris.slice(0, 3).join(', ').slice(0, LONGEST_URIS);
    return { clientId: client_id, insteadOfUri: instead, ...deleting };
  }
  return { clientId: client_id, ...deleting };
}

const LONGEST_URIS = 300;
const LONGEST_ERROR = 300;

function whyUnregistered(reply: Reply): string {
  const { status, content } = reply.attempt;
  const { error }: { error?: unknown } = reply.json ?? {};
  if (status < 300) {
    const said = error === undefined ? undefined : wordsIn(reply.json)?.slice(0, LONGEST_ERROR);
    const words = said === undefined ? '' : ` It says: “${said}”`;
    return `The server answered ${status}${content === 'web page' ? ' with a web page,' : ''} without a client_id that is a string.${words}`;
  }
  const code = typeof error === 'string' ? ` ${error.slice(0, 60)}` : '';
  // A refusal contains no secret, because the server registered no client.
  const { errorText } = withErrorText(reply);
  const said = errorText === undefined || errorText === error ? '' : ` It says: “${errorText}”`;
  return `The server registered no client: ${status}${code}.${said}${isLimited(reply.attempt) ? ' Try again later.' : ''}`;
}
