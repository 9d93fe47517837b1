import { parseBearerChallenge } from '../../../oauth/index.ts';
import { SPEC } from '../../spec-references.ts';
import { isLocalNetwork, isLoopback, problemOfAddress } from '../address.ts';
import { type Evidence, sharesOrigin } from '../evidence.ts';
import { CLIENT_HEADERS } from '../mcp-request.ts';
import { corsHeaders, noAnswer, preflightCommand, preflightHeaders } from './cors-advice.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

const SENT = ['content-type', ...Object.keys(CLIENT_HEADERS).map((name) => name.toLowerCase())];

export const reachability: readonly Rule[] = [
  {
    id: 'secure-address',
    group: 'reachability',
    demands: 'Its address is https, or on this machine',
    clause: SPEC.mcpCommunication,
    severity: 'must',
    check({ serverUrl }) {
      const problem = problemOfAddress(serverUrl);
      return problem === undefined
        ? pass([])
        : fail(
            [],
            `The address is no good: ${problem}.`,
            'Serve the MCP server over https, and nothing else.',
          );
    },
  },
  {
    id: 'local-network',
    group: 'reachability',
    demands: 'The browser lets this page into the network of the server',
    clause: SPEC.localNetwork,
    severity: 'must',
    check({ serverUrl, pageOrigin, localNetworkAccess, challenge }) {
      const { hostname } = new URL(serverUrl);
      if (!isLocalNetwork(hostname) || isLoopback(new URL(pageOrigin).hostname)) {
        return pass([], 'No permission is needed from this page to that address.');
      }
      if (localNetworkAccess === 'granted') return pass([challenge]);
      if (localNetworkAccess === 'denied') {
        return fail(
          [challenge],
          'The browser was told not to let this site into the local network.',
          'Allow “local network access” for this site in the settings of the browser, or serve the app from the same network.',
        );
      }
      return notTestable(
        localNetworkAccess === 'prompt'
          ? 'The browser asks you when the page calls: allow it.'
          : 'This browser does not tell whether it would let the page in.',
        [challenge],
      );
    },
  },
  {
    id: 'reachable',
    group: 'reachability',
    demands: 'A page in a browser can call it and read what it answers',
    clause: SPEC.cors,
    severity: 'must',
    check({ serverUrl, pageOrigin, challenge, blind }) {
      if (!challenge) return notTestable('It was not asked.');
      if (challenge.outcome === 'answered') return pass([challenge]);
      if (challenge.outcome === 'stopped') return notTestable(noAnswer(challenge), [challenge]);
      if (challenge.outcome === 'blocked') {
        return fail(
          [challenge],
          noAnswer(challenge),
          'This is a setting of this build, not of the server: list the origin in VITE_CONNECT_ORIGINS and start again.',
          `VITE_CONNECT_ORIGINS=${new URL(serverUrl).origin}`,
        );
      }
      if (blind?.outcome === 'opaque') {
        return fail(
          [challenge, blind],
          'It is there and answers, but sends no CORS headers that let this page read the answer.',
          'Answer OPTIONS before the bearer check, and send these headers with every answer, refusals included. To see what it says now:',
          `${preflightHeaders(pageOrigin, SENT)}\n\n${preflightCommand(serverUrl, pageOrigin, SENT)}`,
        );
      }
      return fail(
        [challenge, blind],
        `${noAnswer(challenge)} Nothing answers a request without CORS either: the name, the network, the certificate or a permission of the browser.`,
        'See whether it answers from a terminal on this machine:',
        `curl -i '${serverUrl}'`,
      );
    },
  },
  {
    id: 'preflight',
    group: 'reachability',
    demands: 'Its preflight allows every header of an MCP client',
    clause: SPEC.mcpHeaders,
    severity: 'must',
    check(evidence) {
      const { serverUrl, pageOrigin, preflight, refusedHeaders } = evidence;
      if (!preflight) return notTestable('A simpler call brought no answer.');
      if (sharesOrigin(evidence, serverUrl)) return notTestable(SAME_ORIGIN, [preflight]);
      if (preflight.outcome === 'answered') return pass([preflight]);
      return fail(
        [preflight],
        refusedHeaders.length
          ? `It refuses ${refusedHeaders.join(', ')}.`
          : `${noAnswer(preflight)} Each header alone is allowed; together they are not.`,
        'Answer the preflight with:',
        `${preflightHeaders(pageOrigin, SENT)}\n\n${preflightCommand(serverUrl, pageOrigin, SENT)}`,
      );
    },
  },
  {
    id: 'asks-for-a-token',
    group: 'reachability',
    demands: 'Without a token it answers 401',
    clause: SPEC.mcpErrors,
    severity: 'must',
    check({ challenge }) {
      if (challenge?.outcome !== 'answered') return notTestable('It could not be read.', [challenge]);
      if (challenge.status === 401) return pass([challenge]);
      return fail(
        [challenge],
        challenge.status < 300
          ? 'It listed its tools for somebody without a token.'
          : `It answered ${challenge.status}, from which no client learns that it has to sign in.`,
        'Answer a call without a valid token with 401, before anything else is looked at.',
        'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer resource_metadata="https://…/.well-known/oauth-protected-resource"',
      );
    },
  },
  {
    id: 'refuses-nonsense',
    group: 'reachability',
    demands: 'A token that is none is refused with 401',
    clause: SPEC.mcpTokenUse,
    severity: 'must',
    check({ preflight }) {
      if (preflight?.outcome !== 'answered')
        return notTestable('A call with a token could not be read.', [preflight]);
      if (preflight.status === 401) return pass([preflight]);
      return fail(
        [preflight],
        `Asked with “Bearer not-a-token” it answered ${preflight.status}.`,
        'Refuse every token that is not valid here with 401 and error="invalid_token".',
      );
    },
  },
  {
    id: 'challenge-readable',
    group: 'reachability',
    demands: 'Its challenge can be read by a page',
    clause: SPEC.challengeHeader,
    severity: 'must',
    check(evidence) {
      const { challenge, pageOrigin } = evidence;
      if (challenge?.status !== 401) return notTestable('There was no 401.', [challenge]);
      if (challenge.headers['www-authenticate']) return pass([challenge]);
      return fail(
        [challenge],
        'WWW-Authenticate is missing or not exposed; clients fall back to the well-known location.',
        'Send WWW-Authenticate with the 401, and expose it: a browser shows a page only the headers that are listed.',
        `${corsHeaders(pageOrigin)}\nAccess-Control-Expose-Headers: WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version`,
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
      const { challenge, serverUrl } = evidence;
      const parsed = readChallenge(evidence);
      if (!challenge || parsed === undefined)
        return notTestable('There was no challenge to read.', [challenge]);
      const problem = problemOfAddress(parsed.resourceMetadata);
      if (problem === undefined) return pass([challenge]);
      const { origin, pathname } = new URL(serverUrl);
      return fail(
        [challenge],
        parsed.resourceMetadata === undefined
          ? 'It has no resource_metadata.'
          : `Its resource_metadata is no good: ${problem}.`,
        'Name the metadata, so that no client has to guess:',
        `WWW-Authenticate: Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource${pathname.replace(/\/$/, '')}"`,
      );
    },
  },
  {
    id: 'challenge-scope',
    group: 'reachability',
    demands: 'Its challenge says which scope to ask for',
    clause: SPEC.mcpScopes,
    severity: 'should',
    check(evidence) {
      const parsed = readChallenge(evidence);
      if (!parsed) return notTestable('There was no challenge to read.', [evidence.challenge]);
      if (parsed.scopes.includes('offline_access')) {
        return fail(
          [evidence.challenge],
          'It asks for offline_access, which is a matter between client and authorization server.',
          'Take offline_access out of the challenge.',
        );
      }
      return parsed.scopes.length
        ? pass([evidence.challenge])
        : fail(
            [evidence.challenge],
            'It names no scope.',
            'Add the scopes that this very call needs:',
            'WWW-Authenticate: Bearer resource_metadata="…", scope="…"',
          );
    },
  },
];

export const SAME_ORIGIN = 'It has the origin of this page, so that CORS does not apply.';

function readChallenge({ challenge }: Evidence) {
  return parseBearerChallenge(challenge?.headers['www-authenticate'] ?? null);
}
