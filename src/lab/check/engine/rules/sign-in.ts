import { refusesOrigin } from '../../../../mcp/server-words.ts';
import { parseBearerChallenge } from '../../../../oauth/index.ts';
import { SPEC } from '../../../machine/spec-references.ts';
import { mayBeLost, POSSIBLY_LOST } from '../attempt.ts';
import { documentAt, type Evidence, textOf } from '../evidence.ts';
import type { ProbeEvidence, StepSeen } from '../probes/probe.ts';
import { correctSignIns } from './correct-requests.ts';
import { corsHeaders, describeFailure } from './cors-advice.ts';
import { ABOUT_THE_CLIENT, findsFault, isFromElsewhere, isUnrelated } from './error-codes.ts';
import { probeWithResponse, WHY_IGNORED } from './probe-response.ts';
import { errorsIn, isBusy, type Refusal } from './refusal.ts';
import { isCallRefused, isRightTokenRefused, isTokenRefused } from './refused-call.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';
import { correctCalls, isPageInstead, isUnserved, rightCall } from './served-call.ts';
import { adviceFor, adviceForExchange, adviceForIgnored, quoted } from './sign-in-advice.ts';

export const signIn: readonly Rule[] = [
  {
    id: 'sign-in-works',
    group: 'sign-in',
    demands: 'A correct sign-in works',
    clause: SPEC.browserApps,
    severity: 'must',
    check(evidence) {
      const { pushed, pushedWithoutCors } = evidence.probes['right-request'] ?? {};
      if (pushed && mayBeLost(pushed, pushedWithoutCors)) {
        return notTestable(
          `The pushed request got no response. ${describeFailure(pushed)} ${POSSIBLY_LOST}`,
          [pushed, pushedWithoutCors],
        );
      }
      if (pushed?.outcome === 'unreadable') {
        return fail(
          [pushed, pushedWithoutCors],
          `The server requires pushed authorization requests (RFC 9126), and this page could not read its response. ${describeFailure(pushed)}`,
          'Allow pages to read the endpoint for pushed authorization requests, including error responses:',
          corsHeaders(evidence.pageOrigin),
        );
      }
      const { response: seen } = evidence.probes['right-request'] ?? {};
      if (seen?.ignored && !seen.refused) {
        return fail(
          [seen.exchangeId],
          WHY_IGNORED[seen.ignored],
          ...adviceForIgnored(seen.ignored, evidence),
        );
      }
      const probe = probeWithResponse(evidence, 'right-request');
      if ('result' in probe) return probe;
      const { response, steps, requestId } = probe;
      const { error = '', pushStatus: status, retryAfter } = response;
      // Such an error is about the person, and not about the server.
      if (isUnrelated(response) || isFromElsewhere(error)) {
        return notTestable(`The response was ${quoted(response)}: you or the server stopped the sign-in.`, [
          response.exchangeId,
        ]);
      }
      const isFirewall = !response.refused && (status === 401 || status === 403);
      if (status !== undefined && (isBusy({ status }) || retryAfter !== undefined || isFirewall)) {
        return notTestable(
          `The endpoint for pushed requests answered ${status}, which says nothing about the request.`,
          [response.exchangeId],
        );
      }
      if (!response.code && correctSignIns(evidence).some(({ worked }) => worked)) {
        return notTestable(
          `The server answered ${quoted(response) ?? 'without a code'}. It issued a code for the same request of another probe, so a proxy or the server may have failed at that moment.`,
          [requestId, response.exchangeId],
        );
      }
      const aboutClient = response.code ? undefined : whyClientUnfit(response, evidence);
      if (aboutClient !== undefined) return notTestable(aboutClient, [requestId, response.exchangeId]);
      if (!response.code) {
        return fail(
          [requestId, response.exchangeId],
          response.atPush
            ? `The server refused the pushed request: ${quoted(response) ?? 'its response has no request_uri'}.`
            : `The server answered ${quoted(response) ?? 'without a code'}.`,
          ...(adviceFor(response, evidence) ?? [
            evidence.clientId.startsWith('https:')
              ? 'The client ID is the address of a metadata document. Let the authorization server fetch and accept this document, or use the ID of a registered client. The document has to list this redirect URI:'
              : 'Make sure that the client is registered as a public client with exactly this redirect URI:',
            evidence.redirectUri,
          ]),
        );
      }
      const { 'right exchange': exchange } = steps;
      // A first call that got lost, or that a firewall refused, is no evidence if the same call then works.
      const call = rightCall(evidence);
      const shown = [requestId, response.exchangeId, exchange, call];
      const isGranted = isGrant(exchange);
      const unsaid = exchange && !isGranted && whyUnjudged(exchange, steps, evidence);
      if (unsaid) return notTestable(unsaid, shown);
      if (!isGranted && probe.status === 'stopped') {
        return notTestable('The probe was stopped before the token endpoint issued a token.', shown);
      }
      if (exchange && isUnseen(exchange)) return notTestable(describeFailure(exchange), shown);
      if (!isGranted) {
        return fail(
          shown,
          `${exchange?.outcome === 'unreadable' ? 'This client read no token for the code' : 'The token endpoint issued no token for the code'}${whyNoToken(exchange)}`,
          ...(adviceFor(exchange, evidence) ?? adviceForExchange(exchange, evidence)),
        );
      }
      if (call && isPageInstead(call, evidence)) {
        return pass(
          shown,
          `The MCP server answered ${call.status} with a web page to a call with the token.`,
        );
      }
      const isRefused = call && isRightTokenRefused(call, evidence) && !isBusy(call);
      const isHidden = call?.outcome === 'unreadable';
      const other = correctCalls(evidence, { exchangeId: Number.POSITIVE_INFINITY }).before.find(
        (each) => each.outcome === 'answered' && !isBusy(each) && !isRightTokenRefused(each, evidence),
      );
      if (other && (isRefused || isHidden)) {
        return notTestable(
          `The MCP server refused or hid a call with the token, but not message ${other.exchangeId}, so a proxy or the server may have failed at that moment.`,
          [...shown, other],
        );
      }
      if (isRefused) {
        const words = call.description ?? call.error;
        if (errorsIn(call).includes('insufficient_user_authentication')) {
          return notTestable(
            `The MCP server demands another authentication of the person (RFC 9470): ${call.headers['www-authenticate'] ?? words}. This report does not request it.`,
            shown,
          );
        }
        return fail(
          shown,
          `The MCP server refused the token of this sign-in, with status ${call.status}${words === undefined ? '' : `: “${words.replace(/\.$/, '')}”`}.${audienceText(exchange, evidence)}`,
          TIMES.test(words ?? '') && !SEVERAL_REASONS.test(words ?? '')
            ? 'Its message is about a time. Compare the clocks of the authorization server and of the MCP server, and let the MCP server allow a difference of a minute.'
            : call.status === 403 && !isTokenRefused(call)
              ? 'If the token lacks a scope, answer 403 with error="insufficient_scope" and the scopes of the call. If this account lacks a right, sign in with another one. Otherwise issue tokens whose audience is the resource identifier of the MCP server.'
              : exchange.token?.audience?.includes(resourceOf(evidence))
                ? 'The audience of the token is right. Look for the reason in the log of the MCP server: perhaps it does not trust this issuer or its keys, or wants another claim.'
                : 'Issue tokens whose audience is the resource identifier of the MCP server, and let the server trust this issuer.',
        );
      }
      if (call && mayBeLost(call, steps['MCP server afterwards'])) {
        return notTestable(
          `The sign-in brought a token, but the call with it got no response. ${describeFailure(call)} ${POSSIBLY_LOST}`,
          shown,
        );
      }
      if (isHidden) {
        return fail(
          shown,
          `The sign-in brought a token, but the response of the MCP server to a call with it could not be read. ${describeFailure(call)}`,
          'Send these headers with every response, not only with refusals:',
          corsHeaders(evidence.pageOrigin),
        );
      }
      if (call && (isUnseen(call) || call.outcome === 'redirected')) {
        return notTestable(
          `The sign-in brought a token, but a call with it was not served. ${describeFailure(call)}`,
          shown,
        );
      }
      return pass(shown, call && whatCallShowed(call, audienceText(exchange, evidence)));
    },
  },
];

/**
 * Why the token endpoint did not judge the request, in a sentence: a failing server, a page of a proxy, or a lost
 * request. If the endpoint gave the same response to an invalid code, the response comes from the endpoint itself.
 */
function whyUnjudged(
  exchange: StepSeen,
  steps: ProbeEvidence['steps'],
  evidence: Evidence,
): string | undefined {
  const { tokenEndpoint, probes, pageOrigin } = evidence;
  if (isBusy(exchange)) {
    return `The token endpoint answered ${quoted(exchange) ?? exchange.status}, which says nothing about the request.`;
  }
  if (mayBeLost(exchange, steps['token endpoint afterwards'])) {
    return `The token request got no response. ${describeFailure(exchange)} ${POSSIBLY_LOST}`;
  }
  const { content, outcome, status, error = '', headers } = exchange;
  // The scheme Basic asks for the credentials of a client (RFC 6749 §5.2).
  const wantsSecret = status === 401 && /^basic\b/i.test(headers['www-authenticate'] ?? '');
  const hasReason =
    wantsSecret || [...ABOUT_THE_CLIENT, 'unsupported_grant_type'].includes(error) || findsFault(error);
  const isGrantedElsewhere = Object.values(probes)
    .flatMap((probe) => [probe.steps['right exchange'], probe.steps['bound exchange']])
    .some((other) => isGrant(other) && other.proof === exchange.proof);
  if (isGrantedElsewhere) {
    return `The token endpoint ${outcome === 'answered' ? `answered ${error || status}` : 'showed no response'} to the token request. It issued a token for the same request of another probe, so a proxy or the server may have failed at that moment.`;
  }
  const aboutClient = whyClientUnfit(exchange, evidence, wantsSecret);
  if (aboutClient !== undefined) return aboutClient;
  if (tokenEndpoint?.outcome !== 'answered') return undefined;
  if (outcome === 'redirected')
    return 'The token endpoint answered this request with a redirect, although it redirected no earlier request.';
  if (
    !hasReason &&
    (isFromElsewhere(error) || ([401, 403, 409].includes(status) && tokenEndpoint.status !== status))
  ) {
    const said = quoted(exchange) ?? (exchange.description && `“${exchange.description}”`);
    return `The token endpoint answered ${status}${said ? ` (${said})` : ''}, which finds no fault in the request. ${
      refusesOrigin(status, exchange.description ?? '')
        ? `It may refuse the origin of this page: add ${pageOrigin} to the origins that the authorization server allows.`
        : 'A firewall in front of it may have answered.'
    }`;
  }
  return content === 'web page' && tokenEndpoint.content !== content
    ? `The token endpoint answered ${status} with a web page, although it sent no web page before: a proxy in front of it may have answered.`
    : undefined;
}

/**
 * Why an error about the client shows nothing about the server, in a sentence: the person entered the ID of a client
 * that may need a secret. A client that this report registered needs no secret.
 */
function whyClientUnfit(refusal: Refusal, evidence: Evidence, wantsSecret = false): string | undefined {
  const isAboutClient = wantsSecret || ABOUT_THE_CLIENT.includes(refusal.error ?? '');
  if (!isAboutClient || evidence.isRegistered || adviceFor(refusal, evidence)) return undefined;
  const { clientId, redirectUri } = evidence;
  return `The server answered ${quoted(refusal) ?? 401}. The client ${clientId} possibly needs a secret. Make sure that the client is registered as a public client with exactly this redirect URI: ${redirectUri}`;
}

/** Whether a response issues tokens. A client takes no token from a refusal. */
const isGrant = (exchange: StepSeen | undefined): exchange is StepSeen & Required<Pick<StepSeen, 'token'>> =>
  exchange?.token !== undefined && exchange.status < 300;

/** Whether no response came in time, or the report did not send the request. This is no evidence about the server. */
const isUnseen = ({ outcome }: StepSeen): boolean => ['timed out', 'blocked', 'stopped'].includes(outcome);

/** Words about the times in a token: `iat`, `nbf` and `exp` (RFC 7519 §4.1). */
const TIMES = /\b(iat|nbf|exp|clock|expired|not yet valid|in the future|before)\b/i;

/** Words that name a time only as one of several possible reasons, as in *invalid or expired*. */
const SEVERAL_REASONS = /\bor (has )?expired\b|\bexpired,? or\b/i;

const LONGEST_AUDIENCE = 200;

/** Says for which audience a refused token was issued, if this audience is not the resource or cannot be read. */
function audienceText(exchange: StepSeen, evidence: Evidence): string {
  const { audience, encrypted } = exchange.token ?? {};
  if (encrypted) return ' It is encrypted (JWE), so this report cannot read its audience.';
  const resource = resourceOf(evidence);
  if (!audience || audience.includes(resource)) return '';
  const names = audience.map((name) => `“${name.slice(0, LONGEST_AUDIENCE)}”`).join(', ');
  return audience.length ? ` Its audience is ${names}, and not ${resource}.` : ' It names no audience.';
}

const resourceOf = ({ resourceLocations }: Evidence): string =>
  textOf(documentAt(resourceLocations), 'resource') ?? '';

function whyNoToken(exchange: StepSeen | undefined): string {
  if (!exchange) return ': no response.';
  const { status, headers, description, tokenAt } = exchange;
  if (exchange.outcome !== 'answered') {
    const isOnce = exchange.outcome === 'unreadable' && exchange.reason === undefined;
    return `. ${describeFailure(exchange)}${isOnce ? ' If a response was lost only once, the next probe shows it.' : ''}`;
  }
  const refusal = quoted(exchange) ?? (description && `${status}: “${description.replace(/\.$/, '')}”`);
  const other = tokenAt === undefined ? '' : ` It has ${tokenAt}, which clients do not read.`;
  if (refusal !== undefined || status >= 300) return `: ${refusal ?? status}.${other}`;
  const type = headers['content-type'] ?? 'no Content-Type';
  return `: ${status}, with ${type}, and no JSON object with an access_token.${other}`;
}

/** The response of the MCP server to the call with the token, if the server did not serve the call. */
const OLDER_TRANSPORT =
  'If this address has only the transport HTTP+SSE of MCP 2024-11-05, use the address of Streamable HTTP, often /mcp beside /sse.';

function whatCallShowed(call: StepSeen, audience: string): string | undefined {
  const { status, outcome, headers, content, error, description = error } = call;
  if (outcome !== 'answered')
    return `A call with the token got the status ${status}. ${describeFailure(call)}`;
  const said = description === undefined ? '' : ` It says: “${description}”`;
  if (isUnserved(call))
    return `The MCP server answered ${status} (${content}) to a call with the token.${said}`;
  if (status < 300) return undefined;
  const challenge = headers['www-authenticate'];
  if (status !== 403 || challenge === undefined || isCallRefused(call)) {
    const reasons =
      status === 403 && !isBusy(call)
        ? ` This account may lack a right, or the token a scope.${audience}`
        : '';
    return `The MCP server answered ${status} to a call with the token.${said}${reasons}${status === 405 ? ` ${OLDER_TRANSPORT}` : ''}`;
  }
  const lacks = `The MCP server answered 403 to a call with the token, because the token lacks a scope: ${challenge}`;
  return parseBearerChallenge(challenge)?.scopes.length
    ? lacks
    : `${lacks}. The challenge does not name the scope, so a client cannot ask for it.`;
}
