import { refusesOrigin } from '../../../../mcp/server-words.ts';
import { parseBearerChallenge } from '../../../../oauth/index.ts';
import { SPEC } from '../../../machine/spec-references.ts';
import { covers, problemOfAddress } from '../address.ts';
import { type Attempt, isForPersons } from '../attempt.ts';
import type { Content } from '../content.ts';
import { requiresDpop } from '../dpop-promise.ts';
import { documentAt, type Evidence, textOf } from '../evidence.ts';
import {
  asksForBearer,
  callsOf,
  describeResponses,
  isAboutHost,
  isConnected,
  isRateLimited,
  isRefusedHere,
  isServed,
  MENTIONS_CREDENTIALS,
  mayRefuseToken,
  namesAuthorizationServer,
  pageInstead,
  REFUSED_HERE,
  refusedCall,
  servedCall,
  speaksOlderTransport,
} from '../server-kind.ts';
import { corsHeaders, describeFailure } from './cors-advice.ts';
import { busyText, isBusy } from './probe-verdicts.ts';
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
          'Serve Streamable HTTP, which replaced it in MCP 2025-03-26. Many frameworks have both, each at its own address, often /mcp beside /sse.',
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
        // Outside a browser, a hidden response is seen; in a browser, it looks like a lost one.
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
          'Serve initialize before any other call, or server/discover and the calls of MCP 2026-07-28.',
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

const exposeSession = (pageOrigin: string): [say: string, code: string] => [
  'Send the ID in the header Mcp-Session-Id, and expose this header: a browser shows a page only the headers that are listed.',
  `${corsHeaders(pageOrigin)}\nAccess-Control-Expose-Headers: Mcp-Session-Id, WWW-Authenticate`,
];

const isForOrigin = ({ status, errorText }: Attempt): boolean =>
  errorText !== undefined && refusesOrigin(status, errorText);

/** Whether the server wants a session, and this page saw no session ID. */
function isSessionHidden({ challenge, sessionShown }: Evidence): boolean {
  return !sessionShown && /\bsession\b/i.test(challenge?.errorText ?? '');
}

const IS_ABOUT_VERSION = /protocol.?version/i;
const NEGOTIATE_VERSION: [say: string, code: string] = [
  'Its message is about the protocol version. To an initialize with an unknown version, respond with a version that the server knows (MCP, version negotiation): clients then use that version or stop.',
  '"protocolVersion": "…"',
];

const SHARE_SESSIONS =
  'Its message is about the session or the handshake, which it may have forgotten. If several instances serve this address, let them share their sessions, or send all requests of a session to one instance.';

/** Whether a response possibly says that the server does not remember the handshake. */
const forgetsHandshake = ({ errorText = '' }: Attempt): boolean =>
  /\bsession\b|\binitiali[sz]/i.test(errorText);

/** What to change, according to the responses to the first calls. */
function adviceFor(evidence: Evidence): [say: string, code?: string] {
  const shown = callsOf(evidence);
  const isSome = (content: Content) => shown.some((attempt) => attempt.content === content);
  const says = (pattern: RegExp) => shown.some(({ errorText = '' }) => pattern.test(errorText));
  if (shown.every(({ status }) => status === 503)) {
    return [
      'The server, or a proxy in front of it, failed, and is not available at the moment. Check it again later.',
    ];
  }
  if (shown.some(({ status }) => status >= 500)) {
    return [
      'The server, or a proxy in front of it, failed. Look for the cause in its log, then check again.',
    ];
  }
  if (shown.some((call) => call.content === 'web page' && isForPersons(call))) {
    return [
      'The page seems to be that of a firewall, which no MCP client can pass: let requests to the MCP address pass.',
    ];
  }
  if (isSome('web page')) {
    return [
      'A proxy or a firewall in front of the server may have sent the web page: let requests to the MCP address pass. If the address is wrong, look in the documentation of the server.',
    ];
  }
  if (shown.some(isAboutHost)) {
    return [
      'It may refuse the host name by which it was called. Add this host to the allowed ones; many servers call the setting “allowed hosts”. If a proxy in front of the server changes the header Host, let it pass the original:',
      new URL(evidence.serverUrl).host,
    ];
  }
  if (shown.every(({ status }) => status === 407)) {
    return [
      'A proxy wants credentials of its own (407), which MCP clients usually lack. Let requests to the MCP address pass it, or use a network without it.',
    ];
  }
  if (
    shown.some(({ status }) => status === 406 || status === 415) ||
    says(/\b(accept header|content-type)\b/i)
  ) {
    return [
      'The calls have the headers Accept: application/json, text/event-stream and Content-Type: application/json. If these are what the server wants, a proxy in front of it may change them.',
    ];
  }
  if (shown.every(({ status }) => status === 413)) {
    return [
      'The calls have fewer than 500 octets. Raise the limit for requests of the server, or of a proxy in front of it.',
    ];
  }
  if (says(IS_ABOUT_VERSION)) return NEGOTIATE_VERSION;
  if (shown.every(({ status, content }) => status === 202 && content === 'nothing')) {
    return [
      'Answer a request with its response, as JSON or as an event stream. The status 202 is for notifications and responses: a client waits for no response after it.',
    ];
  }
  if (says(/^missing authentication token$/i)) {
    return [
      'Amazon API Gateway sends this message for every path and method that it does not serve, so check the address first. If the address is correct, let calls without a token reach the server, which answers them with 401.',
    ];
  }
  if (says(MENTIONS_CREDENTIALS)) {
    return [
      'Its message mentions credentials. To a call without a token, answer 401 with a challenge that names the resource metadata: no other answer tells a client to sign in.',
    ];
  }
  if (/\bsession\b/i.test(evidence.initialize?.errorText ?? '')) {
    return [
      'Accept initialize without a session: this call begins one (MCP 2025-11-25, session management).',
    ];
  }
  if (isSome('JSON-RPC with another id')) {
    return ['Repeat the id of the request in its response: a client waits for the response with that id.'];
  }
  if (isSome('event stream with an unfinished response')) {
    return ['End each event with an empty line: a client waits for it (HTML, server-sent events).'];
  }
  if (isSome('JSON-RPC of another Content-Type')) {
    return ['Send JSON-RPC with the header Content-Type: application/json.'];
  }
  if (isSome('JSON-RPC with mistakes')) {
    return [
      'Send results that have the members jsonrpc, id and result, and no other: jsonrpc is "2.0", and an error that is null is left out.',
    ];
  }
  if (isSome('event stream without a response')) {
    return [
      'Send the response as an event without a name or with the name message, and end it with an empty line.',
    ];
  }
  const advice = adviceOnAddress(evidence);
  return advice.length === 1 && shown.every(({ status }) => status === 403)
    ? [
        `It refuses the call, and does not say that a token would help: only 401 does. A firewall or a gateway in front of the server may have refused it, or the server allows only the pages of some origins. ${advice[0]}`,
      ]
    : advice;
}

/** Where the MCP server possibly is, if nothing at this address looks like one. */
function adviceOnAddress({ serverUrl, resourceLocations }: Evidence): [say: string, code?: string] {
  if (serverUrl.includes('/.well-known/')) {
    return [
      'This is a well-known address, where servers publish metadata. Check the address of the MCP server itself.',
    ];
  }
  const resource = textOf(documentAt(resourceLocations), 'resource');
  if (resource !== undefined && !covers(resource, serverUrl) && problemOfAddress(resource) === undefined) {
    return ['The resource metadata is about another address. Check that address instead:', resource];
  }
  return [
    'Check the address: the documentation of the server says where its MCP endpoint is. If the address is correct, look for the cause in the log of the server.',
  ];
}
