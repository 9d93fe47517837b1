import { SPEC } from '../../../machine/spec-references.ts';
import type { Attempt } from '../attempt.ts';
import type { Evidence } from '../evidence.ts';
import {
  callsOf,
  isServed,
  MENTIONS_CREDENTIALS,
  mayRefuseToken,
  NO_MCP,
  NO_TOKEN,
  namesAuthorizationServer,
  needsNoToken,
  refusedCall,
  servedCall,
  speaksMcp,
} from '../server-kind.ts';
import { corsHeaders, describeFailure } from './cors-advice.ts';
import { busyText, isBusy } from './refusal.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

/** The statuses of a proxy that does not reach the server. */
const UNREACHED = [502, 503, 504];

const whyUnexplained = ({ status }: Attempt): string =>
  `It answered ${status}, possibly from a proxy in front of the server.`;

/** The status names no token, and no call before or after it shows that it depends on the token. */
function isUnexplained(
  { status, headers, errorText = '' }: Attempt,
  { challenge, invalidToken, afterPreflight, probes }: Evidence,
): boolean {
  const {
    call,
    'call again': again,
    'call with an invalid token': wrong,
  } = probes['right-request']?.steps ?? {};
  const isServedAround = [call, again].every((each) => each && isServed(each)) && wrong?.status === status;
  const statuses = [challenge?.status, invalidToken?.status];
  const isByToken =
    statuses.includes(401) && statuses.includes(status) && afterPreflight?.status === challenge?.status;
  return (
    (status === 403 || status >= 500) &&
    headers['www-authenticate'] === undefined &&
    !MENTIONS_CREDENTIALS.test(errorText) &&
    !isServedAround &&
    !isByToken
  );
}

/** Whether calls need a token. Authorization is optional (MCP): a server without it breaks no rule. */
export const tokenDemand: readonly Rule[] = [
  {
    id: 'asks-for-a-token',
    group: 'reachability',
    demands: 'It answers 401 to a call without a token',
    clause: SPEC.mcpErrors,
    severity: 'must',
    check(evidence) {
      const { challenge } = evidence;
      const refused = refusedCall(evidence);
      if (refused && refused === challenge) return pass([challenge]);
      if (refused)
        return pass([challenge, refused], `It answers ${challenge?.status} to a call without a session.`);
      const served = servedCall(evidence);
      if (needsNoToken(evidence)) return notTestable(NO_TOKEN, [served]);
      if (served) {
        return notTestable(
          'It accepts this call without a token, which is allowed. Other calls may still need a token.',
          [served],
        );
      }
      if (challenge?.outcome !== 'answered')
        return notTestable('The response could not be read.', [challenge]);
      if (!speaksMcp(evidence)) return notTestable(NO_MCP, callsOf(evidence));
      const busy = callsOf(evidence).find(isBusy);
      if (busy) return notTestable(busyText(busy), callsOf(evidence));
      if (!callsOf(evidence).some(mayRefuseToken)) {
        return notTestable(
          `It answered ${challenge.status}, which says nothing about a token.`,
          callsOf(evidence),
        );
      }
      const said = `It answered ${challenge.status}, which does not tell a client to sign in.`;
      if (callsOf(evidence).every((call) => isUnexplained(call, evidence))) {
        return notTestable(whyUnexplained(challenge), callsOf(evidence));
      }
      if (!namesAuthorizationServer(evidence)) {
        return notTestable(
          `${said} It names no authorization server, so it possibly wants no token.`,
          callsOf(evidence),
        );
      }
      return fail(
        callsOf(evidence),
        said,
        'Answer a call without a valid token with 401, before any other check.',
        'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer resource_metadata="https://…/.well-known/oauth-protected-resource"',
      );
    },
  },
  {
    id: 'refuses-nonsense',
    group: 'reachability',
    demands: 'It refuses an invalid token with 401',
    clause: SPEC.mcpTokenUse,
    severity: 'must',
    check(evidence) {
      const { invalidToken } = evidence;
      const served = servedCall(evidence);
      if (served) {
        return notTestable('It accepts the same call without a token, so an invalid token proves nothing.', [
          served,
        ]);
      }
      const hidden = invalidToken ?? evidence.preflight;
      if (hidden?.hidden?.to === 'request' && hidden.hidden.status === 401) {
        return fail(
          [hidden],
          `It hides its refusal of an invalid token from pages. ${describeFailure(hidden)}`,
          'Send these headers with every refusal. Without them, a page does not find out that its token has expired:',
          `${corsHeaders(evidence.pageOrigin)}\nAccess-Control-Expose-Headers: WWW-Authenticate, Mcp-Session-Id`,
        );
      }
      if (invalidToken?.outcome === 'redirected') {
        return notTestable('It answered with a redirect, possibly from a proxy in front of the server.', [
          invalidToken,
        ]);
      }
      if (invalidToken?.outcome !== 'answered') {
        return notTestable('The response to a call with a token could not be read.', [
          invalidToken ?? evidence.preflight,
        ]);
      }
      if (invalidToken.status === 401) return pass([invalidToken]);
      if (invalidToken.status < 500 && isBusy(invalidToken)) {
        return notTestable(busyText(invalidToken), [invalidToken]);
      }
      if (!refusedCall(evidence) && !namesAuthorizationServer(evidence)) {
        return notTestable('Nothing shows that it wants a token.', [invalidToken]);
      }
      const { 'call with an invalid token': again } = evidence.probes['right-request']?.steps ?? {};
      if (again?.status === 401) {
        return notTestable(`It answered ${invalidToken.status} at first, and then 401.`, [
          invalidToken,
          again,
        ]);
      }
      const { status, content } = invalidToken;
      if (content === 'web page' && status < 500) {
        return notTestable(
          `It answered ${status} with a web page, possibly from a proxy in front of the server.`,
          [invalidToken],
        );
      }
      // A server that asks for a token must not fail when it cannot read the token.
      if (refusedCall(evidence) ? UNREACHED.includes(status) : !mayRefuseToken(invalidToken)) {
        return notTestable(`It answered ${status}, which says nothing about the token.`, [invalidToken]);
      }
      if (isUnexplained(invalidToken, evidence)) {
        return notTestable(whyUnexplained(invalidToken), [invalidToken]);
      }
      return fail(
        [invalidToken],
        `It answered ${status} to a call with an invalid token.`,
        'Refuse every invalid token with 401 and error="invalid_token".',
      );
    },
  },
];
