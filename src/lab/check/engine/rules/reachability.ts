import { type AddressSpace, addressSpace } from '../../../../oauth/address-space.ts';
import { curlCommand } from '../../../../oauth/curl-command.ts';
import { SPEC } from '../../../machine/spec-references.ts';
import { problemOfAddress } from '../address.ts';
import type { Attempt } from '../attempt.ts';
import { PREFLIGHTED } from '../mcp-request.ts';
import { isNearer } from '../named-address.ts';
import { callsOf, isServed, isWebPage, speaksMcp, whatItAnswered } from '../server-kind.ts';
import { noAnswer, preflightCommand, preflightHeaders, SEE_PREFLIGHT, SHELL } from './cors-advice.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

const WHERE: Record<AddressSpace, string> = {
  loopback: 'on this machine',
  local: 'in the local network',
  public: 'elsewhere',
};
/** As Chromium calls them. */
const SETTING: Record<AddressSpace, string> = {
  loopback: '“Apps on device”',
  local: '“Local network”',
  public: '',
};

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
      if (!isNearer({ url: serverUrl, namedAt: pageOrigin })) {
        return pass([], 'No permission is needed from this page to that address.');
      }
      if (localNetworkAccess === 'granted') return pass([challenge]);
      if (localNetworkAccess === 'denied') {
        return fail(
          [challenge],
          `The browser was told not to let this site call addresses ${WHERE[addressSpace(serverUrl)]}.`,
          `Allow it for this site in the settings of the browser: ${SETTING[addressSpace(serverUrl)]}, or “Local network access” where there is one setting for both.`,
        );
      }
      return notTestable(
        localNetworkAccess === 'prompt'
          ? 'The browser has not been told whether to let this page in. Look again, and allow it when it asks.'
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
    check({ serverUrl, pageOrigin, challenge, simple, blind, otherSlash }) {
      const command = curlCommand({ url: serverUrl });
      const headers = `${preflightHeaders(pageOrigin, PREFLIGHTED)}\n\n${preflightCommand(serverUrl, pageOrigin, PREFLIGHTED)}`;
      const shown = [challenge, simple, blind, otherSlash];
      if (!challenge) return notTestable('It was not asked.');
      const elsewhere = otherSlash && isMcpAnswer(otherSlash) ? otherSlash.url : undefined;
      if (elsewhere !== undefined) {
        const here =
          challenge.outcome === 'answered' ? `It answered ${challenge.status}.` : noAnswer(challenge);
        return fail(
          shown,
          `At ${serverUrl}: ${here}\nAt ${elsewhere}: it answers as an MCP server.`,
          `Use the address ${elsewhere.endsWith('/') ? 'with' : 'without'} the slash at its end:`,
          elsewhere,
        );
      }
      if (challenge.outcome === 'answered') return pass([challenge]);
      if (challenge.outcome === 'too large') {
        return pass([challenge], 'It answered with more than 512 KiB, of which this report read no more.');
      }
      if (challenge.outcome === 'stopped') return notTestable(noAnswer(challenge), [challenge]);
      if (challenge.outcome === 'blocked') {
        return fail(
          [challenge],
          noAnswer(challenge),
          'This is a setting of this build, not of the server: list the origin in VITE_CONNECT_ORIGINS and start again.',
          `VITE_CONNECT_ORIGINS=${new URL(serverUrl).origin}`,
        );
      }
      if ([challenge, simple, blind].some((attempt) => attempt?.outcome === 'redirected')) {
        return fail(
          shown,
          'It answers with a redirect, which a client must not follow: a token would go wherever it points.',
          `Use the address that it redirects to. A page cannot see it; this command for ${SHELL} shows it:`,
          command,
        );
      }
      if (simple?.outcome === 'answered') {
        return fail(
          shown,
          `The browser showed the answer to a plain GET (${simple.status}), and none to the POST of an MCP client, which takes a preflight.`,
          `Answer OPTIONS before the bearer check with a status of 200 to 299, and send these headers with it and with every answer to POST. ${SEE_PREFLIGHT}`,
          headers,
        );
      }
      if (blind?.outcome === 'opaque') {
        return fail(
          shown,
          'It is there and answers, but sends no CORS headers that let this page read the answer.',
          `Answer OPTIONS before the bearer check, and send these headers with every answer, refusals included. ${SEE_PREFLIGHT}`,
          headers,
        );
      }
      return fail(
        shown,
        blind === undefined
          ? noAnswer(challenge)
          : `${noAnswer(challenge)} It shows no answer to a request without CORS either. Nothing answers; or the name, the certificate, a permission of the browser, or the header Cross-Origin-Resource-Policy of the server keeps the answer back.`,
        `See whether it answers on this machine, and with which headers, with this command for ${SHELL}:`,
        command,
      );
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
      if (challenge?.outcome !== 'answered' && challenge?.outcome !== 'too large') {
        return notTestable('It could not be read.', [challenge]);
      }
      if (isWebPage(evidence)) {
        return fail(
          shown,
          `This is a web page and not an MCP server.${challenge.status < 300 ? '' : ` It answered ${challenge.status} to a call.`}`,
          'Use the address of the MCP server itself. It often ends in /mcp; its documentation tells.',
        );
      }
      if (speaksMcp(evidence)) return pass(shown);
      return notTestable(whatItAnswered(evidence), shown);
    },
  },
];

export const SAME_ORIGIN = 'It has the origin of this page, so that CORS does not apply.';

/** Whether an answer is one of an MCP server, a refusal included; with 404, a server says that it is not there. */
function isMcpAnswer(attempt: Attempt): boolean {
  const { status, content } = attempt;
  return isServed(attempt) || status === 401 || (content === 'JSON-RPC error' && status !== 404);
}
