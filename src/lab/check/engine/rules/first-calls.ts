import { SPEC } from '../../../machine/spec-references.ts';
import {
  asksForBearer,
  callsOf,
  describeResponses,
  isWebPage,
  namesAuthorizationServer,
  refusedCall,
  servedCall,
  speaksOlderTransport,
} from '../server-kind.ts';
import { corsHeaders } from './cors-advice.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

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
      const served = servedCall(evidence) ?? refusedCall(evidence);
      return served ? pass([served]) : notTestable('It accepted no message.', [challenge]);
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
      const letIn = servedCall(evidence) ?? refusedCall(evidence);
      if (letIn) return pass([letIn]);
      const refused = callsOf(evidence).filter(
        ({ status, errorText }) =>
          status === 403 && errorText !== undefined && /\borigins?\b/i.test(errorText),
      );
      if (!refused.length) return notTestable('No response mentions the origin.', [evidence.challenge]);
      return fail(
        refused,
        describeResponses(evidence),
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
      if (namesAuthorizationServer(evidence) || isWebPage(evidence) || speaksOlderTransport(evidence)) {
        return notTestable('Another finding says what it is.', shown);
      }
      return fail(
        shown,
        describeResponses(evidence),
        shown.some(({ status }) => status >= 500)
          ? 'The server, or a proxy in front of it, failed. Look for the cause in its log, then check again.'
          : 'Check the address: the documentation of the server says where its MCP endpoint is. If the address is correct, look for the cause in the log of the server.',
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
      if (asksForBearer(refused) || namesAuthorizationServer(evidence)) return pass([refused]);
      const challenge = refused.headers['www-authenticate'];
      return fail(
        [refused],
        challenge === undefined
          ? 'It answered 401 with a web page, without a challenge that this page may read.'
          : `It answered 401 and asks for: ${challenge}`,
        'An MCP client sends a Bearer token and nothing else. If a proxy in front of the server asks for this, let requests to the MCP address pass.',
      );
    },
  },
  {
    id: 'session-readable',
    group: 'reachability',
    demands: 'A page can read the ID of its session',
    clause: SPEC.cors,
    severity: 'should',
    forPages: true,
    check(evidence) {
      const { challenge, initialize, sessionShown, pageOrigin } = evidence;
      if (!initialize || servedCall(evidence) !== initialize) {
        return notTestable('No session was begun.', [initialize]);
      }
      if (sessionShown) return pass([initialize]);
      if (!challenge?.errorText || !/\bsession\b/i.test(challenge.errorText)) {
        return notTestable('It showed this page no session ID, and no response mentions a session.', [
          initialize,
        ]);
      }
      return fail(
        [challenge, initialize],
        `${describeResponses(evidence)} This page saw no Mcp-Session-Id in the response to initialize.`,
        'Expose the header: a browser shows a page only the headers that are listed.',
        `${corsHeaders(pageOrigin)}\nAccess-Control-Expose-Headers: Mcp-Session-Id, WWW-Authenticate`,
      );
    },
  },
];
