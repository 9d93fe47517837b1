import { parseBearerChallenge } from '../../../../oauth/index.ts';
import { SPEC } from '../../../machine/spec-references.ts';
import { problemOfAddress } from '../address.ts';
import { type Evidence, locationOf } from '../evidence.ts';
import { resourceMetadataUrls, whyUndecided } from '../metadata-locations.ts';
import { whySkipped } from '../named-address.ts';
import { REMAPPED_CHALLENGE } from '../report-client.ts';
import { hasScheme, namesAuthorizationServer, refusedCall, unsafeHint } from '../server-kind.ts';
import { BEHIND_A_PROXY, corsHeaders } from './cors-advice.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

const PAGE_OF_A_PROXY = 'A web page came with the 401, possibly from a proxy in front of the server.';

/** What the response to a call without a token must say, and whether a page can read it. */
export const challenge: readonly Rule[] = [
  {
    id: 'challenge-readable',
    group: 'reachability',
    demands: 'A page can read its challenge',
    clause: SPEC.challengeHeader,
    severity: 'must',
    forPages: true,
    check(evidence) {
      const challenge = refusedCall(evidence);
      if (!challenge) return notTestable('There was no 401.', [evidence.challenge]);
      if (challenge.headers['www-authenticate']) return pass([challenge]);
      if (challenge.content === 'web page') return notTestable(PAGE_OF_A_PROXY, [challenge]);
      return fail(
        [challenge],
        'WWW-Authenticate is missing or not exposed; clients fall back to the well-known location.',
        'Send WWW-Authenticate with the 401, and expose it: a page can read only the headers that are listed.',
        `${corsHeaders(evidence.pageOrigin)}\nAccess-Control-Expose-Headers: WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version`,
      );
    },
  },
  {
    id: 'challenge-points',
    group: 'reachability',
    demands: 'Its challenge says where the resource metadata is',
    clause: SPEC.mcpResourceMetadata,
    severity: 'should',
    check(evidence) {
      const challenge = refusedCall(evidence);
      const parsed = readChallenge(evidence);
      const header = challenge?.headers['www-authenticate'];
      if (challenge?.headers[REMAPPED_CHALLENGE] && !header) {
        return fail(
          [challenge],
          `Its 401 has ${REMAPPED_CHALLENGE} in place of WWW-Authenticate, which AWS API Gateway renames.`,
          'Add WWW-Authenticate in front of the gateway, for example at CloudFront, or in a gateway response. Clients that read no challenge use the well-known location.',
        );
      }
      if (!challenge || !header) return notTestable('There was no challenge to read.', [evidence.challenge]);
      const found = locationOf(evidence.resourceLocations);
      const shown = [challenge, ...evidence.resourceLocations.map(({ attempt }) => attempt)];
      const { origin, pathname } = new URL(evidence.serverUrl);
      const location = `${origin}/.well-known/oauth-protected-resource${pathname.replace(/\/$/, '')}`;
      const code = `WWW-Authenticate: Bearer resource_metadata="${found?.url ?? location}"`;
      if (!parsed && challenge.content === 'web page') return notTestable(PAGE_OF_A_PROXY, [challenge]);
      if (!parsed) {
        // `asks-for-bearer` judges a server that wants something else.
        return namesAuthorizationServer(evidence) || !hasScheme(header)
          ? fail(
              shown,
              `Its WWW-Authenticate is ${header}, which has no Bearer challenge. Clients ignore it.`,
              'Begin the challenge with its scheme, and name the location of the metadata:',
              code,
            )
          : notTestable('It has no Bearer challenge.', [challenge]);
      }
      const hint = parsed.resourceMetadata;
      if (!found && hint !== undefined && resourceMetadataUrls(evidence.serverUrl).includes(hint)) {
        return notTestable(`It names ${hint}. Another finding says what is there.`, shown);
      }
      const isEmpty = /\bresource_metadata\s*=\s*(""|,|$)/.test(header);
      if (hint === undefined && isEmpty) {
        return fail(shown, 'Its resource_metadata is empty.', 'Name the location of the metadata:', code);
      }
      if (hint === undefined && /\bresource_metadata\s*=/.test(header)) {
        return fail(
          shown,
          `Its WWW-Authenticate is ${header}. A client cannot read resource_metadata there.`,
          'Separate the parameters with commas, and write each value between two quotation marks, with a backslash before a quotation mark inside it:',
          code,
        );
      }
      const saw = problemOfResourceMetadata(evidence, hint);
      if (saw === undefined) return pass([challenge]);
      const undecided = whyUndecided(evidence.resourceLocations.filter(({ url }) => url === hint));
      if (undecided !== undefined) return notTestable(undecided, shown);
      const { status = 0 } = evidence.resourceLocations.find(({ url }) => url === hint)?.attempt ?? {};
      if (!found && status === 401) {
        return fail(shown, saw, 'Answer requests for this address without a token, from every page.');
      }
      const isTwice = header.split(/\bresource_metadata\s*=/).length > 2;
      return fail(
        shown,
        `${saw}${isTwice ? ' The challenge has resource_metadata more than once, and a client reads the first one.' : ''}`,
        'Name the location of the metadata once, so that no client has to guess:',
        code,
      );
    },
  },
  {
    id: 'challenge-address-safe',
    group: 'reachability',
    demands: 'Its challenge names no unsafe address',
    clause: SPEC.mcpCommunication,
    severity: 'must',
    check(evidence) {
      const challenge = refusedCall(evidence);
      const hint = readChallenge(evidence)?.resourceMetadata;
      if (hint === undefined) return notTestable('There was no address to read.', [evidence.challenge]);
      const unsafe = unsafeHint(evidence);
      if (!unsafe) return pass([challenge]);
      return fail(
        [challenge],
        `Its resource_metadata is ${unsafe.hint}, and ${unsafe.problem}. A client may stop there, as this app does.`,
        `Name the public https address. ${BEHIND_A_PROXY}`,
      );
    },
  },
  {
    id: 'challenge-scope',
    group: 'reachability',
    demands: 'Its challenge names the scope to request',
    clause: SPEC.mcpScopes,
    severity: 'should',
    check(evidence) {
      const parsed = readChallenge(evidence);
      if (!parsed) return notTestable('There was no challenge to read.', [evidence.challenge]);
      if (parsed.scopes.includes('offline_access')) {
        return fail(
          [evidence.challenge],
          'It names offline_access, which concerns only the client and the authorization server.',
          'Remove offline_access from the challenge.',
        );
      }
      return parsed.scopes.length
        ? pass([evidence.challenge])
        : fail(
            [evidence.challenge],
            'It names no scope.',
            'Add the scopes that this call needs:',
            'WWW-Authenticate: Bearer resource_metadata="…", scope="…"',
          );
    },
  },
];

function readChallenge(evidence: Evidence) {
  return parseBearerChallenge(refusedCall(evidence)?.headers['www-authenticate'] ?? null);
}

/** The problem with the `resource_metadata` of a challenge: with the address itself, or with its response. */
function problemOfResourceMetadata(
  { resourceLocations, skipped }: Evidence,
  hint: string | undefined,
): string | undefined {
  if (hint === undefined) return 'It has no resource_metadata.';
  const problem = problemOfAddress(hint);
  if (problem !== undefined) return `Its resource_metadata is ${hint}, and ${problem}.`;
  const notAsked = skipped.find(({ url }) => url === hint);
  if (notAsked?.why === 'nearer') return whySkipped(notAsked);
  const wrong = resourceLocations.find(({ url }) => url === hint)?.wrong;
  if (wrong === undefined) return undefined;
  const found = locationOf(resourceLocations);
  const instead = found ? ` The document was found at ${found.url}, but not every client looks there.` : '';
  return `Its resource_metadata is ${hint}. The result there: ${wrong.replace(/\.$/, '')}.${instead}`;
}
