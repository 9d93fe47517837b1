import { SPEC } from '../../../machine/spec-references.ts';
import { problemOfAddress } from '../address.ts';
import { listOf, type MetadataDocument } from '../evidence.ts';
import { resourceDocument, serverDocument } from './discovery.ts';
import { fail, notTestable, pass, type Rule, type Verdict } from './rule.ts';

/** Passes when `problem` finds none in the document; what it finds is shown, with what to write instead. */
function judge(
  { location, document }: ReturnType<typeof serverDocument>,
  problem: (document: MetadataDocument) => string | undefined,
  say: string,
  code?: string,
): Verdict {
  if (!location || !document) return notTestable('There is no metadata to look at.');
  const saw = problem(document);
  return saw === undefined ? pass([location.attempt]) : fail([location.attempt], saw, say, code);
}

/** A list as its owner would write it, for a sentence. */
const quoted = (values: readonly string[]): string => values.map((value) => `"${value}"`).join(', ');

const ENDPOINTS = [
  'authorization_endpoint',
  'token_endpoint',
  'registration_endpoint',
  'revocation_endpoint',
];
const NEEDED = ENDPOINTS.slice(0, 2);

export const metadata: readonly Rule[] = [
  {
    id: 's256',
    group: 'metadata',
    demands: 'It offers PKCE with S256, and says so',
    clause: SPEC.mcpCodeProtection,
    severity: 'must',
    check: (evidence) =>
      judge(
        serverDocument(evidence),
        (document) => {
          const methods = listOf(document, 'code_challenge_methods_supported');
          if (!methods) return 'It has no code_challenge_methods_supported, which means: no PKCE.';
          return methods.includes('S256') ? undefined : `It lists ${quoted(methods) || 'nothing'}.`;
        },
        'List S256, in OpenID Connect metadata as well. MCP clients must stop without it.',
        '"code_challenge_methods_supported": ["S256"]',
      ),
  },
  {
    id: 'no-plain',
    group: 'metadata',
    demands: 'It does not offer plain',
    clause: SPEC.noPlain,
    severity: 'should',
    check: (evidence) =>
      judge(
        serverDocument(evidence),
        (document) =>
          listOf(document, 'code_challenge_methods_supported')?.includes('plain')
            ? 'It lists "plain", which puts the verifier itself into the address bar.'
            : undefined,
        'Take plain out of the list, and refuse it.',
        '"code_challenge_methods_supported": ["S256"]',
      ),
  },
  {
    id: 'endpoints',
    group: 'metadata',
    demands: 'Its endpoints are https addresses, or on this machine',
    clause: SPEC.mcpCommunication,
    severity: 'must',
    check: (evidence) =>
      judge(
        serverDocument(evidence),
        ({ members }) =>
          ENDPOINTS.filter((name) => name in members || NEEDED.includes(name))
            .flatMap((name) => {
              const problem = problemOfAddress(members[name]);
              return problem === undefined ? [] : [`${name}: ${problem}.`];
            })
            .join(' ') || undefined,
        'Publish absolute https addresses without fragment and credentials.',
      ),
  },
  {
    id: 'code-response',
    group: 'metadata',
    demands: 'It supports the response type code',
    clause: SPEC.clientAuthentication,
    severity: 'must',
    check: (evidence) =>
      judge(
        serverDocument(evidence),
        (document) => {
          const types = listOf(document, 'response_types_supported');
          if (types?.includes('code')) return undefined;
          return types ? `It lists ${quoted(types) || 'nothing'}.` : 'It has no response_types_supported.';
        },
        'List the response type of the authorization code flow.',
        '"response_types_supported": ["code"]',
      ),
  },
  {
    id: 'no-implicit',
    group: 'metadata',
    demands: 'It gives no access token through the front channel, and takes no password',
    clause: SPEC.noImplicit,
    severity: 'should',
    check: (evidence) =>
      judge(
        serverDocument(evidence),
        (document) => {
          const responses = (listOf(document, 'response_types_supported') ?? []).filter((type) =>
            type.split(' ').includes('token'),
          );
          const grants = (listOf(document, 'grant_types_supported') ?? []).filter((grant) =>
            ['implicit', 'password'].includes(grant),
          );
          const offered = [...responses, ...grants];
          return offered.length ? `It still offers ${quoted(offered)}.` : undefined;
        },
        'Retire the implicit and the password grant. The code flow does what they did.',
        '"response_types_supported": ["code"], "grant_types_supported": ["authorization_code", "refresh_token"]',
      ),
  },
  {
    id: 'public-clients',
    group: 'metadata',
    demands: 'Public clients may use the token endpoint',
    clause: SPEC.clientAuthentication,
    severity: 'must',
    check: (evidence) =>
      judge(
        serverDocument(evidence),
        (document) => {
          const methods = listOf(document, 'token_endpoint_auth_methods_supported');
          if (methods?.includes('none')) return undefined;
          return methods
            ? `It lists ${quoted(methods) || 'nothing'}. A page can keep no secret for any of them.`
            : 'It has no token_endpoint_auth_methods_supported, which means client_secret_basic alone.';
        },
        'Let clients without a secret in, and say so.',
        '"token_endpoint_auth_methods_supported": ["none"]',
      ),
  },
  {
    id: 'iss-announced',
    group: 'metadata',
    demands: 'It announces that its answers say who they come from',
    clause: SPEC.mcpIssuer,
    severity: 'should',
    check: (evidence) =>
      judge(
        serverDocument(evidence),
        ({ members }) =>
          members.authorization_response_iss_parameter_supported === true
            ? undefined
            : 'It does not. A client with two authorization servers cannot tell whose answer it holds.',
        'Put iss into every authorization response, errors included, and announce it.',
        '"authorization_response_iss_parameter_supported": true',
      ),
  },
  {
    id: 'header-alone',
    group: 'metadata',
    demands: 'The MCP server takes tokens in the header alone',
    clause: SPEC.mcpTokenUse,
    severity: 'must',
    check: (evidence) =>
      judge(
        resourceDocument(evidence),
        (document) => {
          const methods = listOf(document, 'bearer_methods_supported');
          const others = methods?.filter((method) => method !== 'header') ?? [];
          return others.length ? `It also offers ${quoted(others)}.` : undefined;
        },
        'A token in an address stands in histories and logs. Take it in the Authorization header, and nowhere else.',
        '"bearer_methods_supported": ["header"]',
      ),
  },
  {
    id: 'no-offline-access',
    group: 'metadata',
    demands: 'The MCP server asks for no offline_access',
    clause: SPEC.mcpRefreshTokens,
    severity: 'should',
    check: (evidence) =>
      judge(
        resourceDocument(evidence),
        (document) =>
          listOf(document, 'scopes_supported')?.includes('offline_access')
            ? 'Its scopes_supported lists offline_access, which no resource requires.'
            : undefined,
        'Leave offline_access to the authorization server’s own scopes_supported.',
      ),
  },
  {
    id: 'scopes-of-a-size',
    group: 'metadata',
    demands: 'Its lists of scopes are of a size that fits into a request',
    clause: SPEC.mcpScopes,
    severity: 'should',
    check(evidence) {
      const documents = [resourceDocument(evidence), serverDocument(evidence)];
      if (!documents.some(({ document }) => document)) return notTestable('There is no metadata to look at.');
      const long = documents.filter(
        ({ document }) => (document?.cutLists.scopes_supported ?? 0) > MOST_SCOPES,
      );
      if (!long.length) return pass(documents.map(({ location }) => location?.attempt));
      const counts = long.map(({ document }) => document?.cutLists.scopes_supported).join(' and ');
      return fail(
        long.map(({ location }) => location?.attempt),
        `scopes_supported lists ${counts} scopes. Clients keep the first ${MOST_SCOPES}.`,
        'List the few scopes that basic use needs. Others are asked for when a call needs them.',
      );
    },
  },
];

const MOST_SCOPES = 100;
