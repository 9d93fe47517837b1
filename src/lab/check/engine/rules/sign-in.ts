import { refusesOrigin } from '../../../../mcp/server-words.ts';
import { parseBearerChallenge } from '../../../../oauth/index.ts';
import { SPEC } from '../../../machine/spec-references.ts';
import { mayBeLost, POSSIBLY_LOST } from '../attempt.ts';
import { requiresDpop } from '../dpop-promise.ts';
import { announcesIssuer, documentAt, type Evidence, listOf, textOf } from '../evidence.ts';
import type { ProbeEvidence, ResponseSeen, StepSeen } from '../probes/probe.ts';
import { SCOPES_IF_LISTED } from '../probes/requests.ts';
import { refusedCall } from '../server-kind.ts';
import { corsHeaders, describeFailure } from './cors-advice.ts';
import { serverDocument } from './discovery.ts';
import { NO_ENDPOINT } from './endpoints.ts';
import { ABOUT_THE_CLIENT, findsFault, isFromElsewhere, isUnrelated } from './error-codes.ts';
import {
  correctSignIns,
  errorsIn,
  isBusy,
  isCallRefused,
  isPageInstead,
  isRightTokenRefused,
  isTokenRefused,
  isUnserved,
  probeWithResponse,
  rightCall,
  stepOf,
  WHY_IGNORED,
} from './probe-verdicts.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

const LONGEST_ACCESS_S = 3600;

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
      if (call && isRightTokenRefused(call, evidence) && !isBusy(call)) {
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
      if (call?.outcome === 'unreadable') {
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
  {
    id: 'iss-in-answers',
    group: 'sign-in',
    demands: 'Its authorization responses have the right iss',
    clause: SPEC.mcpIssuer,
    severity: 'should',
    check(evidence) {
      const responses = authorizationResponses(evidence).filter(({ refused }) => !refused);
      if (!responses.length) return notTestable('No response with a code has come back yet.');
      return judgeIssuer(evidence, responses);
    },
  },
  {
    id: 'iss-in-refusals',
    group: 'sign-in',
    demands: 'Its error responses have the right iss',
    clause: SPEC.issuer,
    severity: 'should',
    check(evidence) {
      const refusals = authorizationResponses(evidence).filter(({ refused }) => refused);
      if (!refusals.length) return notTestable('No error response has come back to this page yet.');
      if (
        !announcesIssuer(serverDocument(evidence).document) &&
        refusals.every(({ iss }) => iss === undefined)
      ) {
        return notTestable('It does not announce iss; another finding covers that.');
      }
      return judgeIssuer(evidence, refusals);
    },
  },
  {
    id: 'tokens-not-kept',
    group: 'sign-in',
    demands: 'No cache may store its token responses',
    clause: SPEC.tokenResponse,
    severity: 'must',
    check(evidence) {
      const exchange = grantedExchange(evidence);
      if ('result' in exchange) return exchange;
      const kept = exchange.headers['cache-control'];
      return kept?.toLowerCase().includes('no-store')
        ? pass([exchange])
        : fail(
            [exchange],
            kept === undefined ? 'It sends no Cache-Control.' : `It sends Cache-Control: ${kept}.`,
            'Send with every response that has a token:',
            'Cache-Control: no-store',
          );
    },
  },
  {
    id: 'bearer-type',
    group: 'sign-in',
    demands: 'Its tokens have the type Bearer',
    clause: SPEC.tokenResponse,
    severity: 'must',
    // If DPoP is required, the sign-in requests tokens of the type DPoP instead.
    applies: (evidence) => !requiresDpop(evidence),
    check(evidence) {
      const exchange = grantedExchange(evidence);
      if ('result' in exchange) return exchange;
      const type = exchange.token?.type;
      return type?.toLowerCase() === 'bearer'
        ? pass([exchange])
        : fail(
            [exchange],
            type === undefined ? 'The response has no token_type.' : `The token_type is ${type}.`,
            'Name the token type:',
            '"token_type": "Bearer"',
          );
    },
  },
  {
    id: 'tokens-as-json',
    group: 'sign-in',
    demands: 'Its token responses are JSON',
    clause: SPEC.tokenResponse,
    severity: 'must',
    check(evidence) {
      const exchange = grantedExchange(evidence);
      if ('result' in exchange) return exchange;
      return exchange.token?.form
        ? fail(
            [exchange],
            'It sends the tokens as a form. This app reads it, but many clients read only JSON.',
            'Send the tokens as the members of a JSON object:',
            'Content-Type: application/json',
          )
        : pass([exchange]);
    },
  },
  {
    id: 'short-life',
    group: 'sign-in',
    demands: 'Its access tokens live an hour at most, and the response says so',
    clause: SPEC.mcpTokenTheft,
    severity: 'should',
    check(evidence) {
      const exchange = grantedExchange(evidence);
      if ('result' in exchange) return exchange;
      const lifetime = exchange.token?.expiresInS;
      if (lifetime !== undefined && lifetime > 0 && lifetime <= LONGEST_ACCESS_S) {
        return pass(
          [exchange],
          `They live ${lifetime} seconds. This report sets the limit of an hour; the specification says “short-lived”.`,
        );
      }
      return fail(
        [exchange],
        lifetime === undefined
          ? 'The response has no expires_in.'
          : lifetime > 0
            ? `They live ${lifetime} seconds, which is longer than an hour.`
            : `The expires_in is ${lifetime}, which is no lifetime.`,
        'Issue access tokens that live for minutes, and refresh tokens to renew them.',
        '"expires_in": 900',
      );
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
  if (outcome === 'redirected') return 'The token endpoint answered with a redirect, and with none before.';
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
    ? `The token endpoint answered ${status} with a web page, and with none before: a proxy in front of it may have answered.`
    : undefined;
}

/**
 * Why an error about the client shows nothing about the server, in a sentence: the person entered the ID of a client that
 * may need a secret. A client that this report registered needs none.
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

type Refusal = Pick<StepSeen, 'error' | 'description'>;

/** An error code with the description of the server. */
const quoted = ({ error, description }: Refusal): string | undefined =>
  error === undefined || description === undefined ? error : `${error}: “${description.replace(/\.$/, '')}”`;

/** Entra ID: 900144. */
const WANTS_SCOPE =
  /\b(must (contain|include)|missing|required)\b.{0,60}\bscope\b|\bscope\b.{0,30}\b(missing|required)\b/i;

/** What to change if the authorization server refuses a value of the request. */
function adviceFor(
  { error, description = '' }: Refusal = {},
  evidence: Evidence,
): [say: string, code?: string] | undefined {
  if (error === undefined) return undefined;
  const names = (parameter: RegExp) => error !== 'invalid_target' && parameter.test(description);
  if (error === 'invalid_scope' || names(/\bscopes?\b/i)) {
    const own = refusedOwnScopes(description, evidence);
    if (own.length) {
      return [
        `The request has ${own.join(' and ')} only because the metadata of the authorization server lists it. Allow it for every client, or remove it from the scopes_supported of the authorization server.`,
      ];
    }
    if (scopesOfServer(evidence).length && WANTS_SCOPE.test(description)) {
      return [
        'Accept a token request without the parameter scope: a client sends it with the authorization request only (RFC 6749 §4.1.3).',
      ];
    }
    return scopesOfServer(evidence).length
      ? [
          'The refusal is about a scope. Allow the scopes that the MCP server names, for every client, or name other scopes in the challenge and in the resource metadata.',
        ]
      : [
          'Neither the challenge nor the resource metadata names a scope. Name the scopes that a client needs, in both:',
          '"scopes_supported": ["…"]',
        ];
  }
  if (error === 'invalid_target' || names(/\bresource\b(?! owner)|\baudience\b/i)) {
    return [
      'The refusal is about the resource (RFC 8707). Let the authorization server issue tokens for the resource of the MCP server:',
      `resource=${textOf(documentAt(evidence.resourceLocations), 'resource')}`,
    ];
  }
  if (!description || names(/redirect|\bclient|\bapplications?\b/i)) return undefined;
  return [NAMES_REASON];
}

const NAMES_REASON =
  'The authorization server names the reason. Look in its documentation for this error, and in its log for this request.';

/** The scopes that the MCP server names, and that a client then requests. */
function scopesOfServer({ resourceLocations, ...evidence }: Evidence): string[] {
  const challenge = refusedCall(evidence)?.headers['www-authenticate'] ?? null;
  return [
    ...(parseBearerChallenge(challenge)?.scopes ?? []),
    ...(listOf(documentAt(resourceLocations), 'scopes_supported') ?? []),
  ];
}

/**
 * The refused scopes that a request has only because the authorization server lists them.
 */
function refusedOwnScopes(description: string, evidence: Evidence): string[] {
  const wanted = scopesOfServer(evidence);
  const named = description.split(/[^\w]+/);
  const listed = listOf(documentAt(evidence.serverLocations), 'scopes_supported') ?? [];
  return SCOPES_IF_LISTED.filter(
    (scope) => named.includes(scope) && listed.includes(scope) && !wanted.includes(scope),
  );
}

/** What to change so that a client need not ignore the response. */
function adviceForIgnored(
  ignored: NonNullable<ResponseSeen['ignored']>,
  { issuer }: Evidence,
): [say: string, code?: string] {
  return ignored === 'it is malformed'
    ? ['Send each parameter once, and encode it. Send either a code or an error.']
    : ['Send this with every authorization response:', `iss=${encodeURIComponent(issuer ?? '')}`];
}

/** Words about the times in a token: `iat`, `nbf` and `exp` (RFC 7519 §4.1). */
const TIMES = /\b(iat|nbf|exp|clock|expired|not yet valid|in the future|before)\b/i;
/** Words that name a time only as one of several possible reasons, as in *invalid or expired*. */
const SEVERAL_REASONS = /\bor (has )?expired\b|\bexpired,? or\b/i;

/** What to change if the token endpoint refuses an exchange, or sends an unexpected response. */
function adviceForExchange(
  exchange: StepSeen | undefined,
  { redirectUri, pageOrigin }: Evidence,
): [say: string, code?: string] {
  const { outcome, status = 0, error, description = '', tokenAt } = exchange ?? {};
  if (outcome === 'redirected') return ['Publish the address that it redirects to as the token_endpoint.'];
  if (outcome === 'unreadable') {
    return [
      'Send these headers with every response of the token endpoint. Some servers send them only to a client that is registered for pages (a single-page application), without a secret:',
      corsHeaders(pageOrigin),
    ];
  }
  if (outcome === 'answered' && status < 300 && !ABOUT_THE_CLIENT.includes(error ?? '')) {
    if ((error !== undefined || description) && tokenAt === undefined) {
      return [
        `${NAMES_REASON} Send a refusal with status 400 and a JSON object that has an error (RFC 6749 §5.2).`,
      ];
    }
    return [
      'Send the tokens as the members of a JSON object, with Content-Type: application/json (RFC 6749 §5.1).',
    ];
  }
  if (status === 415) {
    return [
      'Accept a token request as a form, with Content-Type: application/x-www-form-urlencoded (RFC 6749 §4.1.3).',
    ];
  }
  if (NO_ENDPOINT.includes(status)) {
    return ['Publish the address of the token endpoint, and accept POST with a form there.'];
  }
  if (status < 500 && description && !/redirect.?uri|\bclient|\bsecret|\borigin/i.test(description)) {
    return [NAMES_REASON];
  }
  return /redirect.?uri/i.test(description)
    ? [
        'The token request has the same redirect_uri as the authorization request. Store this redirect URI with the code as it was sent, and compare it with that one (RFC 6749 §4.1.3):',
        redirectUri,
      ]
    : ['Let this client exchange its code from another origin, with a verifier and without a secret.'];
}

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

function authorizationResponses({ probes }: Evidence): ResponseSeen[] {
  return Object.values(probes).flatMap(({ response }) => (response && !response.atPush ? [response] : []));
}

function judgeIssuer(evidence: Evidence, responses: readonly ResponseSeen[]) {
  const { issuer } = evidence;
  const wrong = responses.find(({ iss }) => iss !== issuer);
  if (!wrong) return pass(responses.map(({ exchangeId }) => exchangeId));
  const announced = announcesIssuer(serverDocument(evidence).document)
    ? ' Its metadata announces iss, so clients must stop here.'
    : '';
  return fail(
    [wrong.exchangeId],
    wrong.iss === undefined
      ? `The response has no iss.${announced}`
      : `The response has iss=${wrong.iss}, but the issuer is ${issuer}. Clients must stop here.`,
    'Send this with every authorization response, exactly as in the metadata:',
    `iss=${encodeURIComponent(issuer ?? '')}`,
  );
}

function grantedExchange(evidence: Evidence) {
  const exchange = stepOf(evidence, 'right-request', 'right exchange');
  if ('result' in exchange || exchange.token) return exchange;
  return notTestable('The token endpoint issued no token for the code.', [exchange]);
}
