import { SPEC } from '../../../machine/spec-references.ts';
import { problemOfAddress } from '../address.ts';
import { listOf, type MetadataDocument, requiresPushedRequests, textOf } from '../evidence.ts';
import { BEHIND_A_PROXY, isDowngraded } from './cors-advice.ts';
import { notText, resourceDocument, serverDocument } from './discovery.ts';
import { fail, notTestable, pass, type Rule, type Verdict } from './rule.ts';

/** Fails with the problem that `problem` finds in the document, and passes if it finds no problem. */
function judge(
  { location, document }: ReturnType<typeof serverDocument>,
  problem: (document: MetadataDocument) => string | undefined,
  say: string,
  code?: string,
): Verdict {
  if (!location || !document) return notTestable('No metadata was found.');
  const saw = problem(document);
  return saw === undefined ? pass([location.attempt]) : fail([location.attempt], saw, say, code);
}

/** The values of a list in quotation marks, for a sentence. */
const quoted = (values: readonly string[]): string => values.map((value) => `"${value}"`).join(', ');

const ENDPOINTS = [
  'authorization_endpoint',
  'token_endpoint',
  'registration_endpoint',
  'revocation_endpoint',
  'pushed_authorization_request_endpoint',
];

function isNeeded(endpoint: string, document: MetadataDocument): boolean {
  const isPushed = endpoint === 'pushed_authorization_request_endpoint' && requiresPushedRequests(document);
  return isPushed || ENDPOINTS.indexOf(endpoint) < 2;
}

export const metadata: readonly Rule[] = [
  {
    id: 's256',
    group: 'metadata',
    demands: 'It announces PKCE with S256',
    clause: SPEC.mcpCodeProtection,
    severity: 'must',
    check: (evidence) =>
      judge(
        serverDocument(evidence),
        (document) => {
          const methods = listOf(document, 'code_challenge_methods_supported');
          if (!methods && 'code_challenge_methods_supported' in document.members)
            return `Its code_challenge_methods_supported is ${JSON.stringify(document.members.code_challenge_methods_supported)}, and not a list.`;
          if (!methods)
            return 'It has no code_challenge_methods_supported. By RFC 8414, it thus states that it does not support PKCE.';
          return methods.includes('S256') ? undefined : `It lists ${quoted(methods) || 'nothing'}.`;
        },
        'List S256, also in OpenID Connect metadata. Without it, MCP clients must stop.',
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
            ? 'It lists "plain", with which the request shows the verifier itself.'
            : undefined,
        'Remove plain from the list, and refuse it.',
        '"code_challenge_methods_supported": ["S256"]',
      ),
  },
  {
    id: 'endpoints',
    group: 'metadata',
    demands: 'Its endpoints are https addresses or on this machine',
    clause: SPEC.mcpCommunication,
    severity: 'must',
    check(evidence) {
      const server = serverDocument(evidence);
      const isBehindProxy = ENDPOINTS.some((name) =>
        isDowngraded(textOf(server.document, name), server.location?.url ?? ''),
      );
      return judge(
        server,
        (document) =>
          // An optional endpoint that is an empty string counts as missing.
          ENDPOINTS.filter((name) => document.members[name] || isNeeded(name, document))
            .flatMap((name) => {
              const problem = problemOfAddress(document.members[name]);
              return problem === undefined ? [] : [`${name}: ${problem}.`];
            })
            .join(' ') || undefined,
        `Publish absolute https addresses without fragment and credentials.${isBehindProxy ? ` ${BEHIND_A_PROXY}` : ''}`,
      );
    },
  },
  {
    id: 'code-response',
    group: 'metadata',
    demands: 'It supports the authorization code flow',
    clause: SPEC.clientAuthentication,
    severity: 'must',
    check: (evidence) =>
      judge(
        serverDocument(evidence),
        (document) => {
          const types = listOf(document, 'response_types_supported');
          if (!types) return 'It has no response_types_supported.';
          if (!types.includes('code')) return `It lists ${quoted(types) || 'nothing'}.`;
          // A server without this member supports the code flow (RFC 8414 §2).
          const grants = listOf(document, 'grant_types_supported') ?? ['authorization_code'];
          return grants.includes('authorization_code')
            ? undefined
            : `Its grant_types_supported lists ${quoted(grants) || 'nothing'}.`;
        },
        'List the response type and the grant of the authorization code flow.',
        '"response_types_supported": ["code"], "grant_types_supported": ["authorization_code", "refresh_token"]',
      ),
  },
  {
    id: 'no-implicit',
    group: 'metadata',
    demands: 'It offers neither the implicit flow nor the password grant',
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
        'Remove the implicit and the password grant. The code flow replaces both.',
        '"response_types_supported": ["code"], "grant_types_supported": ["authorization_code", "refresh_token"]',
      ),
  },
  {
    id: 'public-clients',
    group: 'metadata',
    demands: 'It announces that public clients may use the token endpoint',
    clause: SPEC.clientAuthentication,
    severity: 'must',
    check: (evidence) =>
      judge(
        serverDocument(evidence),
        (document) => {
          const methods = listOf(document, 'token_endpoint_auth_methods_supported');
          if (methods?.includes('none')) return undefined;
          return methods
            ? `It lists ${quoted(methods) || 'nothing'}. A page cannot keep a secret, which these methods need.`
            : 'It has no token_endpoint_auth_methods_supported, which means only client_secret_basic.';
        },
        'Accept clients without a secret, and announce it.',
        '"token_endpoint_auth_methods_supported": ["none"]',
      ),
  },
  {
    id: 'iss-announced',
    group: 'metadata',
    demands: 'It announces iss in its authorization responses',
    clause: SPEC.mcpIssuer,
    severity: 'should',
    check: (evidence) =>
      judge(
        serverDocument(evidence),
        ({ members }) =>
          members.authorization_response_iss_parameter_supported === true
            ? undefined
            : 'It does not announce iss, so a response need not say which authorization server sent it.',
        'Put iss into every authorization response, including errors, and announce it.',
        '"authorization_response_iss_parameter_supported": true',
      ),
  },
  {
    id: 'header-alone',
    group: 'metadata',
    demands: 'Its metadata offers only the header for tokens',
    clause: SPEC.mcpTokenUse,
    severity: 'must',
    check: (evidence) =>
      judge(
        resourceDocument(evidence),
        (document) => {
          const methods = listOf(document, 'bearer_methods_supported');
          if (!methods && document.members.bearer_methods_supported != null)
            return notText(document, 'bearer_methods_supported', 'a list');
          if (methods && !methods.includes('header'))
            return `Its bearer_methods_supported lists ${quoted(methods) || 'nothing'}, so it names no method that a client may use.`;
          const others = methods?.filter((method) => method !== 'header') ?? [];
          return others.length ? `It also offers ${quoted(others)}.` : undefined;
        },
        'Accept tokens in the Authorization header, and only there: browser histories and logs keep a token in a URL.',
        '"bearer_methods_supported": ["header"]',
      ),
  },
  {
    id: 'no-offline-access',
    group: 'metadata',
    demands: 'Its resource metadata does not ask for offline_access',
    clause: SPEC.mcpRefreshTokens,
    severity: 'should',
    check: (evidence) =>
      judge(
        resourceDocument(evidence),
        (document) =>
          listOf(document, 'scopes_supported')?.includes('offline_access')
            ? 'Its scopes_supported lists offline_access, which no resource requires.'
            : undefined,
        'List offline_access only in the scopes_supported of the authorization server.',
      ),
  },
  {
    id: 'scopes-of-a-size',
    group: 'metadata',
    demands: 'Its scopes are in lists that are short enough for a request',
    clause: SPEC.mcpScopes,
    severity: 'should',
    check(evidence) {
      const documents = [resourceDocument(evidence), serverDocument(evidence)];
      if (!documents.some(({ document }) => document)) return notTestable('No metadata was found.');
      const long = documents.filter(
        ({ document }) => (document?.cutLists.scopes_supported ?? 0) > MOST_SCOPES,
      );
      const [wrong] = documents.filter(
        ({ document }) => document?.members.scopes_supported != null && !listOf(document, 'scopes_supported'),
      );
      if (wrong) {
        return fail(
          [wrong.location?.attempt],
          `At ${wrong.location?.url}: ${notText(wrong.document, 'scopes_supported', 'a list')} Clients ignore it.`,
          'Publish the scopes as a list:',
          '"scopes_supported": ["…", "…"]',
        );
      }
      if (!long.length) return pass(documents.map(({ location }) => location?.attempt));
      const counts = long.map(({ document }) => document?.cutLists.scopes_supported).join(' and ');
      return fail(
        long.map(({ location }) => location?.attempt),
        `scopes_supported lists ${counts} scopes. Clients keep the first ${MOST_SCOPES}.`,
        'List the few scopes that basic use needs. Clients request other scopes when a call needs them.',
      );
    },
  },
];

const MOST_SCOPES = 100;
