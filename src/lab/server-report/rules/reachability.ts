import { SPEC } from '../../spec-references.ts';
import { isLocalNetwork, isLoopback, problemOfAddress } from '../address.ts';
import { needsNoToken, sharesOrigin } from '../evidence.ts';
import { CLIENT_HEADERS } from '../mcp-request.ts';
import { noAnswer, preflightCommand, preflightHeaders } from './cors-advice.ts';
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
      const shown = serverUrl.replaceAll("'", '%27');
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
      if (challenge.outcome === 'redirected' || blind?.outcome === 'redirected') {
        return fail(
          [challenge, blind],
          'It answers with a redirect, which a client must not follow: a token would go wherever it points.',
          'Use the address that it redirects to, which a page cannot see and a terminal shows:',
          `curl -i '${shown}'`,
        );
      }
      return fail(
        [challenge, blind],
        `${noAnswer(challenge)} Nothing answers a request without CORS either: the name, the network, the certificate or a permission of the browser.`,
        'See whether it answers from a terminal on this machine:',
        `curl -i '${shown}'`,
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
    check(evidence) {
      const { challenge } = evidence;
      if (needsNoToken(evidence)) return notTestable(NO_TOKEN, [evidence.challenge]);
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
    check(evidence) {
      const { preflight } = evidence;
      if (needsNoToken(evidence)) return notTestable(NO_TOKEN, [evidence.challenge]);
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
];

export const NO_TOKEN = 'It lets everybody in, which it may. There is nothing to sign in to.';
export const SAME_ORIGIN = 'It has the origin of this page, so that CORS does not apply.';
