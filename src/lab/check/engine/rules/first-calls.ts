import { refusesOrigin } from '../../../../mcp/server-words.ts';
import { parseBearerChallenge } from '../../../../oauth/index.ts';
import { SPEC } from '../../../machine/spec-references.ts';
import type { Attempt } from '../attempt.ts';
import { requiresDpop } from '../dpop-promise.ts';
import type { Evidence } from '../evidence.ts';
import {
  asksForBearer,
  callsOf,
  describeResponses,
  isConnected,
  isRateLimited,
  isRefusedHere,
  isServed,
  mayRefuseToken,
  namesAuthorizationServer,
  pageInstead,
  REFUSED_HERE,
  refusedCall,
  servedCall,
  speaksOlderTransport,
} from '../server-kind.ts';
import { corsHeaders, describeFailure } from './cors-advice.ts';
import {
  adviceFor,
  exposeSession,
  IS_ABOUT_VERSION,
  NEGOTIATE_VERSION,
  SHARE_SESSIONS,
} from './first-calls-advice.ts';
import { busyText, isBusy } from './refusal.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

export const OTHER_FINDING = 'Another finding says what is at this address.';

/** Obstacles for every client in a page, although the server breaks no rule of a specification. */
export const firstCalls: readonly Rule[] = [
  {
    id: 'streamable-http',
    group: 'reachability',
    demands: 'It serves Streamable HTTP, which replaced HTTP+SSE',
    clause: SPEC.mcpTransport,
    severity: 'should',
    check(evidence) {
      const { challenge, simple } = evidence;
      if (speaksOlderTransport(evidence)) {
        return fail(
          [challenge, simple],
          'A GET at this address opens a stream of the HTTP+SSE transport of MCP 2024-11-05, and the address accepted no message.',
          'Serve Streamable HTTP, which replaced HTTP+SSE in MCP 2025-03-26. Many frameworks have both, each at its own address, often /mcp beside /sse.',
        );
      }
      const { call } = evidence.probes['right-request']?.steps ?? {};
      const served = servedCall(evidence) ?? (call && isServed(call) ? call : undefined);
      if (served) return pass([served]);
      const refused = refusedCall(evidence);
      return refused && !call
        ? notTestable('It answered 401, so only a call with a token shows this.', [refused], 'right-request')
        : notTestable('It accepted no message.', [challenge, call]);
    },
  },
  {
    id: 'origin-let-in',
    group: 'reachability',
    demands: 'It accepts requests from pages of this origin',
    clause: SPEC.mcpTransport,
    severity: 'should',
    forPages: true,
    check(evidence) {
      const { call } = evidence.probes['right-request']?.steps ?? {};
      const withToken = call && refusesOrigin(call.status, call.description ?? call.error ?? '') && call;
      const letIn = servedCall(evidence) ?? refusedCall(evidence);
      if (letIn && !withToken) {
        const isForToken = letIn.status === 401 && !call;
        return pass([letIn], isForToken ? 'It answered 401, and did not mention the origin.' : undefined);
      }
      const refused = withToken ? [withToken] : callsOf(evidence).filter(isForOrigin);
      if (!refused.length) return notTestable('No response mentions the origin.', [evidence.challenge]);
      return fail(
        refused,
        withToken
          ? `It answered a call with the token with ${withToken.status}: “${withToken.description ?? withToken.error}”.`
          : describeResponses(evidence),
        'It may refuse unknown origins. Add the origin of this page to the allowed ones; many servers call the setting “allowed origins”:',
        evidence.pageOrigin,
      );
    },
  },
  {
    id: 'serves-or-asks',
    group: 'reachability',
    demands: 'It serves a call or asks for a token',
    clause: SPEC.mcpTransport,
    severity: 'should',
    check(evidence) {
      const { challenge } = evidence;
      const shown = callsOf(evidence);
      const settled = servedCall(evidence) ?? refusedCall(evidence);
      if (settled) return pass([settled]);
      if (challenge?.outcome !== 'answered')
        return notTestable('The response could not be read.', [challenge]);
      const mayAsk = namesAuthorizationServer(evidence) && shown.some(mayRefuseToken);
      if (mayAsk || pageInstead(evidence) || speaksOlderTransport(evidence) || shown.some(isForOrigin)) {
        return notTestable(OTHER_FINDING, shown);
      }
      if (isRefusedHere(evidence)) {
        return notTestable(`${describeResponses(evidence)} ${REFUSED_HERE}`, shown);
      }
      const isRefused = shown.every((call) => call.status >= 400 && call.status < 500 && isBusy(call));
      if (isRefused || isRateLimited(evidence)) {
        return notTestable(
          `${describeResponses(evidence)} It limits the rate of requests, or is busy.`,
          shown,
        );
      }
      if (shown.some(({ content }) => content === 'event stream without a response for eight seconds')) {
        return notTestable(
          `${describeResponses(evidence)} Then this report stopped waiting. Look for the cause in the log of the server.`,
          shown,
        );
      }
      if (shown.some(({ content }) => content === 'event stream to be resumed')) {
        return notTestable(
          `${describeResponses(evidence)} A client resumes such a stream with a GET and Last-Event-ID, and this report does not.`,
          shown,
        );
      }
      // The transport of MCP 2024-11-05 begins with a GET, which asks for the token.
      if (evidence.simple?.status === 401 && shown.every(({ status }) => status === 404 || status === 405)) {
        return fail(
          [...shown, evidence.simple],
          `${describeResponses(evidence)} It answered a GET with 401.`,
          `${adviceFor(evidence)[0]} If it serves only the HTTP+SSE transport of MCP 2024-11-05, serve Streamable HTTP, too, often at /mcp beside /sse.`,
        );
      }
      return fail(shown, describeResponses(evidence), ...adviceFor(evidence));
    },
  },
  {
    id: 'handshake-completes',
    group: 'reachability',
    demands: 'A client without a token can complete the handshake, if the server serves such clients',
    clause: SPEC.mcpLifecycle,
    severity: 'should',
    check(evidence) {
      const { challenge, initialize, sessionShown, initialized, handshakeProblem, newer } = evidence;
      const shown = [initialize, initialized, newer];
      if (refusedCall(evidence) || !initialize) return notTestable('No handshake was made.', [challenge]);
      if (!servedCall(evidence)) return notTestable('It serves no call.', shown);
      if (isConnected(evidence)) return pass(shown);
      const busy = isServed(initialize) ? initialized : initialize;
      if (busy && isBusy(busy)) return notTestable(busyText(busy), shown);
      if (isSessionHidden(evidence))
        return notTestable('Another finding says that its session ID is hidden.', shown);
      if (handshakeProblem === undefined && initialized && initialized.outcome !== 'answered') {
        const said = `It answered initialize, but this client read no response to notifications/initialized. ${describeFailure(initialized)}`;
        // Only outside a browser, the report can tell a hidden response from a lost response.
        return initialized.hidden
          ? fail(shown, said, 'Send these headers with every response:', corsHeaders(evidence.pageOrigin))
          : notTestable(said, shown);
      }
      if (!isServed(initialize)) {
        if (IS_ABOUT_VERSION.test(initialize.errorText ?? ''))
          return fail(shown, describeResponses(evidence), ...NEGOTIATE_VERSION);
        return fail(
          shown,
          describeResponses(evidence),
          'Serve initialize before any other call, or serve server/discover and the calls of MCP 2026-07-28.',
        );
      }
      if (handshakeProblem === undefined && initialized && forgetsHandshake(initialized)) {
        return fail(
          shown,
          `It answered notifications/initialized with ${initialized.status} (“${initialized.errorText}”).`,
          SHARE_SESSIONS,
        );
      }
      return fail(
        shown,
        handshakeProblem ??
          `It answered notifications/initialized with ${initialized?.status}${initialized?.errorText === undefined ? '' : ` (“${initialized.errorText}”)`}.`,
        handshakeProblem === undefined
          ? `Answer a notification with 202 and no body, also if it has the headers MCP-Protocol-Version and Mcp-Session-Id.${sessionShown ? '' : ' This page saw no session ID. If the server began a session, expose its ID with Access-Control-Expose-Headers: Mcp-Session-Id.'}`
          : 'Answer initialize with a version that clients know, with capabilities as JSON objects, and with the name and version of the server:',
        handshakeProblem === undefined
          ? 'HTTP/1.1 202 Accepted'
          : '{ "protocolVersion": "2025-11-25", "capabilities": { "tools": {} }, "serverInfo": { "name": "…", "version": "…" } }',
      );
    },
  },
  {
    id: 'lists-after-handshake',
    group: 'reachability',
    demands: 'It lists its tools to a client that has connected',
    clause: SPEC.mcpTransport,
    severity: 'should',
    check({ challenge, initialize, listed, listProblem }) {
      if (!listed)
        return notTestable(
          'No client of an earlier version was connected to it, or it declared no tools to such a client.',
          [initialize ?? challenge],
        );
      if (isServed(listed) && listProblem !== undefined) {
        return fail(
          [listed],
          listProblem,
          'Many clients then refuse the whole list. Send a list in which each tool has these members:',
          '{ "name": "…", "inputSchema": { "type": "object" } }',
        );
      }
      if (isServed(listed)) return pass([listed]);
      if (listed.status === 401)
        return notTestable('It answered 401, so it may want a token first.', [listed]);
      if (listed.outcome !== 'answered') return notTestable('The response could not be read.', [listed]);
      if (isBusy(listed)) return notTestable(busyText(listed), [listed]);
      const words = listed.errorText === undefined ? '' : `: “${listed.errorText}”`;
      return fail(
        [listed],
        `It declares tools, and answered tools/list with ${listed.status} (${listed.content}${words}) after the handshake.`,
        forgetsHandshake(listed)
          ? SHARE_SESSIONS
          : 'Answer tools/list, or do not declare the capability tools.',
      );
    },
  },
  {
    id: 'asks-for-bearer',
    group: 'reachability',
    demands: 'Its 401 asks for a Bearer token',
    clause: SPEC.mcpErrors,
    severity: 'should',
    check(evidence) {
      const refused = refusedCall(evidence);
      if (!refused) return notTestable('There was no 401.', [evidence.challenge]);
      const challenge = refused.headers['www-authenticate'];
      if (parseBearerChallenge(challenge ?? null) !== undefined) {
        return pass(
          [refused],
          requiresDpop(evidence) ? 'It asks for a token that is bound to a key (DPoP).' : undefined,
        );
      }
      if (asksForBearer(refused) || namesAuthorizationServer(evidence)) {
        return notTestable(
          challenge === undefined
            ? 'It has no challenge that this page may read.'
            : `It asks for: ${challenge}. Its metadata names an authorization server.`,
          [refused],
        );
      }
      if (challenge === undefined && refused.errorText !== undefined && refused.content !== 'web page') {
        return fail(
          [refused],
          `It answered 401 (“${refused.errorText}”), without a challenge that this page may read.`,
          'A client that signs in sends a Bearer token and no key. Let the MCP server accept tokens of an authorization server, and name the authorization server in its metadata. In a terminal, --header sends a key with the check.',
        );
      }
      return fail(
        [refused],
        challenge === undefined
          ? `It answered 401 with a web page${refused.errorText === undefined ? '' : ` (“${refused.errorText}”)`}, without a challenge that this page may read.`
          : `It answered 401 and asks for: ${challenge}`,
        'An MCP client sends a Bearer token and nothing else. If a proxy in front of the server sent this response, let requests to the MCP address pass.',
      );
    },
  },
  {
    id: 'session-readable',
    group: 'reachability',
    demands: 'A page can read the ID of its session',
    clause: SPEC.cors,
    severity: 'should',
    check(evidence) {
      const { challenge, initialize, sessionShown, pageOrigin, probes } = evidence;
      const { call, 'handshake with the token': begun } = probes['right-request']?.steps ?? {};
      if (call && begun && isServed(begun)) {
        if (begun.session) return pass([begun]);
        return fail(
          [call, begun],
          `It answered a call with the token with ${call.status} (“${call.description}”) and initialize with ${begun.status}. This page saw no Mcp-Session-Id in the response to initialize.`,
          ...exposeSession(pageOrigin),
        );
      }
      if (!initialize || servedCall(evidence) !== initialize) {
        return notTestable('No session was begun.', [initialize]);
      }
      if (sessionShown) return pass([initialize]);
      if (!isSessionHidden(evidence)) {
        return notTestable('It showed this page no session ID, and no response mentions a session.', [
          initialize,
        ]);
      }
      return fail(
        [challenge, initialize],
        `${describeResponses(evidence)} This page saw no Mcp-Session-Id in the response to initialize.`,
        ...exposeSession(pageOrigin),
      );
    },
  },
];

const isForOrigin = ({ status, errorText }: Attempt): boolean =>
  errorText !== undefined && refusesOrigin(status, errorText);

/** Whether the server wants a session, and this page saw no session ID. */
function isSessionHidden({ challenge, sessionShown }: Evidence): boolean {
  return !sessionShown && /\bsession\b/i.test(challenge?.errorText ?? '');
}

/** Whether a response possibly says that the server does not remember the handshake. */
const forgetsHandshake = ({ errorText = '' }: Attempt): boolean =>
  /\bsession\b|\binitiali[sz]/i.test(errorText);
