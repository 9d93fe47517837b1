import { type AddressSpace, addressSpace } from '../../../../oauth/address-space.ts';
import { curlCommand } from '../../../../oauth/curl-command.ts';
import { SPEC } from '../../../machine/spec-references.ts';
import { problemOfAddress } from '../address.ts';
import { type Attempt, isOfAMoment, isReadable } from '../attempt.ts';
import { PREFLIGHTED } from '../mcp-request.ts';
import { isNearer } from '../named-address.ts';
import {
  answersAsMcp,
  callsOf,
  describeUnknownServer,
  isFromMcpServer,
  pageInstead,
} from '../server-kind.ts';
import {
  BEHIND_A_PROXY,
  describeFailure,
  isDowngraded,
  PREFLIGHT_COMMAND_BELOW,
  preflightCommand,
  preflightHeaders,
  SHELL,
} from './cors-advice.ts';
import { busyText } from './refusal.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

const WHERE: Record<AddressSpace, string> = {
  loopback: 'on this machine',
  local: 'in the local network',
  public: 'elsewhere',
};
/** The names of the settings in Chromium. */
const SETTING: Record<AddressSpace, string> = {
  loopback: '“Apps on device”',
  local: '“Local network”',
  public: '',
};

export const reachability: readonly Rule[] = [
  {
    id: 'secure-address',
    group: 'reachability',
    demands: 'Its address is https or on this machine',
    clause: SPEC.mcpCommunication,
    severity: 'must',
    check({ serverUrl }) {
      const problem = problemOfAddress(serverUrl);
      return problem === undefined
        ? pass([])
        : fail([], `The address is not safe: ${problem}.`, 'Serve the MCP server only over https.');
    },
  },
  {
    id: 'local-network',
    group: 'reachability',
    demands: 'The browser lets this page into the network of the server',
    clause: SPEC.localNetwork,
    severity: 'must',
    forPages: true,
    check({ serverUrl, pageOrigin, localNetworkAccess, challenge }) {
      if (!isNearer({ url: serverUrl, namedAt: pageOrigin })) {
        return pass([], 'This page needs no permission to call that address.');
      }
      if (localNetworkAccess === 'granted') return pass([]);
      if (localNetworkAccess === 'denied') {
        // The browser itself reports the permission, so no message is evidence for it.
        return fail(
          [],
          `The browser denies this site the permission to call addresses ${WHERE[addressSpace(serverUrl)]}.`,
          `Allow it for this site in the settings of the browser: ${SETTING[addressSpace(serverUrl)]}, or “Local network access” if the browser has one setting for this machine and its network.`,
        );
      }
      return notTestable(
        localNetworkAccess === 'prompt'
          ? 'You have neither granted nor denied the permission in this browser. Check again, and allow it when the browser asks.'
          : 'No browser reported whether this permission is granted.',
        [challenge],
      );
    },
  },
  {
    id: 'reachable',
    group: 'reachability',
    demands: 'A page in a browser can call it and read its responses',
    clause: SPEC.cors,
    severity: 'must',
    forPages: true,
    check({ serverUrl, pageOrigin, challenge, simple, simplePost, noCors, otherSlash }) {
      const command = curlCommand({ url: serverUrl });
      const headers = `${preflightHeaders(pageOrigin, PREFLIGHTED)}\n\n${preflightCommand(serverUrl, pageOrigin, PREFLIGHTED)}`;
      const shown = [challenge, simple, noCors, otherSlash];
      if (!challenge) return notTestable('It got no request.');
      const elsewhere = otherSlash && isFromMcpServer(otherSlash) ? otherSlash.url : undefined;
      if (elsewhere !== undefined) {
        const here =
          challenge.outcome === 'answered' ? `It answered ${challenge.status}.` : describeFailure(challenge);
        return fail(
          shown,
          `At ${serverUrl}: ${here}\nAt ${elsewhere}: it answers as an MCP server.`,
          `Use the address ${elsewhere.endsWith('/') ? 'with' : 'without'} the slash at its end:`,
          elsewhere,
        );
      }
      if (challenge.outcome === 'answered') return pass([challenge]);
      if (challenge.outcome === 'too large') {
        return pass([challenge], 'It answered with more than 512 KiB; this report did not read the rest.');
      }
      if (challenge.outcome === 'stopped') return notTestable(describeFailure(challenge), [challenge]);
      // In a browser, only the requests after this call give hints about the cause.
      const isLost = challenge.reason !== undefined && !challenge.hidden;
      if (challenge.outcome === 'timed out' || isLost || isOfAMoment(challenge)) {
        return notTestable(describeFailure(challenge), shown);
      }
      if (simple && isOfAMoment(simple)) return notTestable(busyText(simple), shown);
      if (challenge.outcome === 'blocked') {
        return fail(
          [challenge],
          describeFailure(challenge),
          'This is a setting of this build, not of the server: add the origin to VITE_CONNECT_ORIGINS and start again.',
          `VITE_CONNECT_ORIGINS=${new URL(serverUrl).origin}`,
        );
      }
      if ([challenge, simple, noCors].some((attempt) => attempt?.outcome === 'redirected')) {
        return fail(
          shown,
          'It answers with a redirect. A client must not follow it, because a token would go to the new address.',
          `Use the address that it redirects to. If people sign in at that address, a proxy in front of the server sends the redirect: let requests to the MCP address pass. A browser tells a page that there is a redirect, but not where it leads. This command for ${SHELL} shows it:`,
          command,
        );
      }
      // Outside a browser, the reason says whether CORS is the cause.
      const isHidden = challenge.reason === undefined || challenge.hidden !== undefined;
      if (simple?.outcome === 'answered' && isHidden) {
        return fail(
          [...shown, simplePost],
          `The browser showed the response to a simple GET (${simple.status}), but no response to the POST of an MCP client, which needs a preflight.${challenge.reason === undefined ? whatPostShows(simplePost) : ` ${whyHidden(challenge)}`}`,
          `Answer OPTIONS before the check of the bearer token, with a status of 200 to 299. Send these headers with that response and with every response to POST. ${PREFLIGHT_COMMAND_BELOW}`,
          headers,
        );
      }
      if (noCors?.outcome === 'opaque' && isHidden) {
        return fail(
          shown,
          challenge.reason === undefined
            ? 'A response comes, but no CORS headers let this page read it. The server or a proxy in front of it may have sent it.'
            : whyHidden(challenge),
          `Answer OPTIONS before the check of the bearer token, and send these headers with every response, including errors. ${PREFLIGHT_COMMAND_BELOW}`,
          headers,
        );
      }
      const toSee = `This command for ${SHELL} shows whether it responds to this machine, and with which headers:`;
      if (noCors && challenge.reason === undefined) {
        return notTestable(
          `${describeFailure(challenge)} It shows no response to a request without CORS either. Possible causes: no server responds, the host name does not resolve, the certificate is invalid, the browser denies a permission, or the server sends the header Cross-Origin-Resource-Policy. ${toSee}\n${command}`,
          shown,
        );
      }
      return fail(shown, describeFailure(challenge), toSee, command);
    },
  },
  {
    id: 'is-mcp-server',
    group: 'reachability',
    demands: 'It answers as an MCP server',
    clause: SPEC.mcpTransport,
    severity: 'must',
    check(evidence) {
      const { challenge } = evidence;
      const shown = callsOf(evidence);
      // A page does not see where redirects lead, so in a browser, only the rule `reachable` is about them.
      if (challenge?.redirectsTo !== undefined) {
        return fail([challenge], ...whatRedirectShows(evidence.serverUrl, challenge.redirectsTo));
      }
      if (!challenge || !isReadable(challenge)) {
        return notTestable('The response could not be read.', [challenge]);
      }
      const page = pageInstead(evidence);
      if (page !== undefined) {
        return fail(
          shown,
          `${page}${challenge.status < 300 ? '' : ` It answered ${challenge.status} to a call.`}${
            challenge.errorText === undefined ? '' : ` Its title is “${challenge.errorText}”.`
          }`,
          `Use the address of the MCP server itself. It often ends in /mcp; look in the documentation of the server. If the address is correct, a proxy or a tunnel may have sent the page: ${
            challenge.status < 400
              ? 'let requests to the MCP address pass without a sign-in or a warning.'
              : 'it possibly does not reach the server.'
          }`,
        );
      }
      if (answersAsMcp(evidence)) return pass(shown);
      return notTestable(describeUnknownServer(evidence), shown);
    },
  },
];

export const SAME_ORIGIN = 'It has the origin of this page, so CORS does not apply.';

/** Each rule about pages gets this note, because a server may treat the origins of pages differently. */
export const ONLY_THIS_ORIGIN = 'This was seen from the origin of this page, and from no other.';

/** What a redirect shows about a server, and what to do. */
function whatRedirectShows(serverUrl: string, to: string): [saw: string, say: string, code?: string] {
  const saw = `It answers a call with a redirect to ${to}. A client must not follow it, because a token would go to the new address.`;
  if (isDowngraded(to, serverUrl)) return [saw, `Redirect to https, or not at all. ${BEHIND_A_PROXY}`];
  const { hostname, pathname } = new URL(to);
  const { origin, pathname: own } = new URL(serverUrl);
  if (to === origin + own) {
    return [saw, 'Answer the call at this address: the redirect leads to the same address again.'];
  }
  return hostname === new URL(serverUrl).hostname && !/log.?in|sign.?in|auth|sso/i.test(pathname)
    ? [saw, 'Use the address that it redirects to:', to]
    : [
        saw,
        'If the redirect leads to a page where people sign in, a proxy in front of the server sends it: let requests to the MCP address pass. If the server has moved, use its new address.',
      ];
}

/** Why a browser hides a response, and who may have sent it. */
const whyHidden = ({ reason = '', hidden }: Attempt): string =>
  hidden && (hidden.status === 403 || hidden.status >= 500)
    ? `${reason} A firewall or a proxy in front of the server may have sent it.`
    : reason;

/** What a POST without preflight shows about a POST with a preflight. */
function whatPostShows(simplePost: Attempt | undefined): string {
  if (simplePost?.outcome === 'answered')
    return ` It showed the response to a POST that needs no preflight (${simplePost.status}), so the preflight for Content-Type fails.`;
  return simplePost?.outcome === 'unreadable'
    ? ' It shows no response to a POST that needs no preflight either.'
    : '';
}
