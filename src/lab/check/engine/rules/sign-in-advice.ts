import { parseBearerChallenge } from '../../../../oauth/index.ts';
import { documentAt, type Evidence, listOf, textOf } from '../evidence.ts';
import type { ResponseSeen, StepSeen } from '../probes/probe.ts';
import { SCOPES_IF_LISTED } from '../probes/requests.ts';
import { refusedCall } from '../server-kind.ts';
import { corsHeaders } from './cors-advice.ts';
import { NO_ENDPOINT } from './endpoints.ts';
import { ABOUT_THE_CLIENT } from './error-codes.ts';
import type { Refusal } from './refusal.ts';

/** An error code with the description of the server. */
export const quoted = ({ error, description }: Refusal): string | undefined =>
  error === undefined || description === undefined ? error : `${error}: “${description.replace(/\.$/, '')}”`;

/** Entra ID: 900144. */
const WANTS_SCOPE =
  /\b(must (contain|include)|missing|required)\b.{0,60}\bscope\b|\bscope\b.{0,30}\b(missing|required)\b/i;

/** What to change if the authorization server refuses a value of the request. */
export function adviceFor(
  { error, description = '' }: Refusal = {},
  evidence: Evidence,
): [say: string, code?: string] | undefined {
  if (error === undefined) return undefined;
  const names = (parameter: RegExp) => error !== 'invalid_target' && parameter.test(description);
  if (error === 'invalid_scope' || names(/\bscopes?\b/i)) {
    const own = refusedOwnScopes(description, evidence);
    if (own.length) {
      return [
        `The request has ${own.join(' and ')} only because the metadata of the authorization server lists it. Allow it for every client, or remove it from the scopes_supported of the authorization server.`,
      ];
    }
    if (scopesOfServer(evidence).length && WANTS_SCOPE.test(description)) {
      return [
        'Accept a token request without the parameter scope: a client sends it with the authorization request only (RFC 6749 §4.1.3).',
      ];
    }
    return scopesOfServer(evidence).length
      ? [
          'The refusal is about a scope. Allow the scopes that the MCP server names, for every client, or name other scopes in the challenge and in the resource metadata.',
        ]
      : [
          'Neither the challenge nor the resource metadata names a scope. Name the scopes that a client needs, in both:',
          '"scopes_supported": ["…"]',
        ];
  }
  if (error === 'invalid_target' || names(/\bresource\b(?! owner)|\baudience\b/i)) {
    return [
      'The refusal is about the resource (RFC 8707). Let the authorization server issue tokens for the resource of the MCP server:',
      `resource=${textOf(documentAt(evidence.resourceLocations), 'resource')}`,
    ];
  }
  if (!description || names(/redirect|\bclient|\bapplications?\b/i)) return undefined;
  return [NAMES_REASON];
}

const NAMES_REASON =
  'The authorization server names the reason. Look in its documentation for this error, and in its log for this request.';

/** The scopes that the MCP server names, and that a client then requests. */
function scopesOfServer({ resourceLocations, ...evidence }: Evidence): string[] {
  const challenge = refusedCall(evidence)?.headers['www-authenticate'] ?? null;
  return [
    ...(parseBearerChallenge(challenge)?.scopes ?? []),
    ...(listOf(documentAt(resourceLocations), 'scopes_supported') ?? []),
  ];
}

/** The refused scopes that a request has only because the authorization server lists them. */
function refusedOwnScopes(description: string, evidence: Evidence): string[] {
  const wanted = scopesOfServer(evidence);
  const named = description.split(/[^\w]+/);
  const listed = listOf(documentAt(evidence.serverLocations), 'scopes_supported') ?? [];
  return SCOPES_IF_LISTED.filter(
    (scope) => named.includes(scope) && listed.includes(scope) && !wanted.includes(scope),
  );
}

/** What to change so that a client need not ignore the response. */
export function adviceForIgnored(
  ignored: NonNullable<ResponseSeen['ignored']>,
  { issuer }: Evidence,
): [say: string, code?: string] {
  return ignored === 'it is malformed'
    ? ['Send each parameter once, and encode it. Send either a code or an error.']
    : ['Send this with every authorization response:', `iss=${encodeURIComponent(issuer ?? '')}`];
}

/** What to change if the token endpoint refuses an exchange, or sends an unexpected response. */
export function adviceForExchange(
  exchange: StepSeen | undefined,
  { redirectUri, pageOrigin }: Evidence,
): [say: string, code?: string] {
  const { outcome, status = 0, error, description = '', tokenAt } = exchange ?? {};
  if (outcome === 'redirected') return ['Publish the address that it redirects to as the token_endpoint.'];
  if (outcome === 'unreadable') {
    return [
      'Send these headers with every response of the token endpoint. Some servers send them only to a client that is registered for pages (a single-page application), without a secret:',
      corsHeaders(pageOrigin),
    ];
  }
  if (outcome === 'answered' && status < 300 && !ABOUT_THE_CLIENT.includes(error ?? '')) {
    if ((error !== undefined || description) && tokenAt === undefined) {
      return [
        `${NAMES_REASON} Send a refusal with status 400 and a JSON object that has an error (RFC 6749 §5.2).`,
      ];
    }
    return [
      'Send the tokens as the members of a JSON object, with Content-Type: application/json (RFC 6749 §5.1).',
    ];
  }
  if (status === 415) {
    return [
      'Accept a token request as a form, with Content-Type: application/x-www-form-urlencoded (RFC 6749 §4.1.3).',
    ];
  }
  if (NO_ENDPOINT.includes(status)) {
    return ['Publish the address of the token endpoint, and accept POST with a form there.'];
  }
  if (status < 500 && description && !/redirect.?uri|\bclient|\bsecret|\borigin/i.test(description)) {
    return [NAMES_REASON];
  }
  return /redirect.?uri/i.test(description)
    ? [
        'The token request has the same redirect_uri as the authorization request. Store this redirect URI with the code, unchanged, and compare the two redirect URIs (RFC 6749 §4.1.3):',
        redirectUri,
      ]
    : ['Let this client exchange its code from another origin, with a verifier and without a secret.'];
}
