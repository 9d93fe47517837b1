import { SPEC, type SpecReference } from '../spec-references.ts';
import { answerOf, type Exchange, membersOf, type WireAnswer } from '../wire/exchange.ts';

/** One thing that was looked at, and how it stands. */
export interface Finding {
  rule: string;
  result: 'pass' | 'fail' | 'not testable';
  clause: SpecReference;
  /** The message that shows it. */
  exchangeId?: number | undefined;
  /** What to change, if something should be. */
  fix?: string;
}

/**
 * What the way to a server's authorization server brought to light, rule by rule. Reads the log alone:
 * nothing is asked of any server here.
 *
 * @param log the exchanges of one discovery.
 */
export function findingsOf(log: readonly Exchange[]): Finding[] {
  const challenge = log.find(({ request }) => request.method === 'POST');
  const resource = log.find(({ request }) => request.url.includes('/.well-known/oauth-protected-resource'));
  const server = log.findLast(({ request }) =>
    /\/\.well-known\/(oauth-authorization-server|openid-configuration)/.test(request.url),
  );
  const named = resource && document(resource);
  const described = server && document(server);
  return [
    judge('A page in a browser may call it', SPEC.cors, challenge, (answer) => answer !== undefined, {
      fix: 'Answer preflights, and send Access-Control-Allow-Origin with every answer, refusals included.',
    }),
    judge('Without a token it answers 401', SPEC.bearer, challenge, (answer) => answer?.status === 401, {
      fix: 'Answer a call without a token with 401 and a WWW-Authenticate header.',
    }),
    judge(
      'Its challenge can be read, and names the resource metadata',
      SPEC.challengeHeader,
      challenge,
      (answer) => answer?.headers['www-authenticate']?.includes('resource_metadata=') ?? false,
      {
        fix: 'Send resource_metadata in WWW-Authenticate, and list that header in Access-Control-Expose-Headers.',
      },
    ),
    judge(
      'The resource metadata names an authorization server',
      SPEC.resourceMetadata,
      resource,
      () => Array.isArray(named?.authorization_servers) && named.authorization_servers.length > 0,
      { fix: 'Serve /.well-known/oauth-protected-resource with authorization_servers.' },
    ),
    judge(
      'The authorization server describes itself as the one that was named',
      SPEC.serverMetadata,
      server,
      () => [named?.authorization_servers].flat().includes(described?.issuer),
      { fix: 'Make issuer exactly the string that authorization_servers names, path and slash included.' },
    ),
    judge(
      'It offers PKCE with S256, and says so',
      SPEC.challengeMethod,
      server,
      () => [described?.code_challenge_methods_supported].flat().includes('S256'),
      { fix: 'Put "S256" into code_challenge_methods_supported. MCP clients must stop without it.' },
    ),
    judge(
      'It does not offer plain',
      SPEC.challengeMethod,
      server,
      () => described !== undefined && ![described.code_challenge_methods_supported].flat().includes('plain'),
      { fix: 'Take "plain" out of code_challenge_methods_supported, and refuse it.' },
    ),
    judge(
      'Its answers say who they come from',
      SPEC.issuer,
      server,
      () => described?.authorization_response_iss_parameter_supported === true,
      { fix: 'Put iss into every authorization response, and announce it in the metadata.' },
    ),
    judge(
      'Public clients may use the token endpoint',
      SPEC.clientAuthentication,
      server,
      () => [described?.token_endpoint_auth_methods_supported].flat().includes('none'),
      { fix: 'List "none" in token_endpoint_auth_methods_supported.' },
    ),
  ];
}

function judge(
  rule: string,
  clause: SpecReference,
  exchange: Exchange | undefined,
  passes: (answer: WireAnswer | undefined) => boolean,
  { fix }: { fix: string },
): Finding {
  if (!exchange) return { rule, clause, result: 'not testable' };
  const found = { rule, clause, exchangeId: exchange.id };
  return passes(answerOf(exchange)) ? { ...found, result: 'pass' } : { ...found, result: 'fail', fix };
}

/** The document of an answer that brought one. */
function document(exchange: Exchange): Record<string, unknown> | undefined {
  const answer = answerOf(exchange);
  return answer?.status === 200 ? membersOf(answer) : undefined;
}

/** The report as text that can be put into a ticket. It holds no secret: none was used. */
export function reportAsMarkdown(serverUrl: string, findings: readonly Finding[]): string {
  const rows = findings.map(
    ({ rule, result, clause, fix = '' }) =>
      `| ${result} | ${rule} | [${clause.label}](${clause.url}) | ${fix} |`,
  );
  return [`# ${serverUrl}`, '', '| result | rule | clause | to do |', '|---|---|---|---|', ...rows, ''].join(
    '\n',
  );
}
