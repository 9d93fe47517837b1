import { SPEC } from '../../../machine/spec-references.ts';
import {
  answersOf,
  asksForBearer,
  callsOf,
  isWebPage,
  namesAuthorizationServer,
  refusedCall,
  servedCall,
  speaksOlderTransport,
} from '../server-kind.ts';
import { corsHeaders } from './cors-advice.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

/** What keeps every client in a page out, though no rule of a specification is broken. */
export const firstCalls: readonly Rule[] = [
  {
    id: 'streamable-http',
    group: 'reachability',
    demands: 'It has the transport that replaced HTTP+SSE',
    clause: SPEC.mcpTransport,
    severity: 'should',
    check(evidence) {
      const { challenge, simple } = evidence;
      if (speaksOlderTransport(evidence)) {
        return fail(
          [challenge, simple],
          'A GET at this address opens a stream of the HTTP+SSE transport of MCP 2024-11-05, and no message is taken here.',
          'Serve Streamable HTTP, which replaced it in MCP 2025-03-26. Many frameworks have both, at an address each, often /mcp beside /sse.',
        );
      }
      const served = servedCall(evidence) ?? refusedCall(evidence);
      return served ? pass([served]) : notTestable('No message was taken.', [challenge]);
    },
  },
  {
    id: 'origin-let-in',
    group: 'reachability',
    demands: 'It lets pages of this origin in',
    clause: SPEC.mcpTransport,
    severity: 'should',
    check(evidence) {
      const letIn = servedCall(evidence) ?? refusedCall(evidence);
      if (letIn) return pass([letIn]);
      const refused = callsOf(evidence).filter(
        ({ status, said }) => status === 403 && said !== undefined && /\borigins?\b/i.test(said),
      );
      if (!refused.length) return notTestable('No answer speaks of the origin.', [evidence.challenge]);
      return fail(
        refused,
        answersOf(evidence),
        'It may refuse origins that it does not know. Add this page’s to those that it allows; many servers call the setting allowed origins:',
        evidence.pageOrigin,
      );
    },
  },
  {
    id: 'serves-or-asks',
    group: 'reachability',
    demands: 'It serves a call, or asks for a token',
    clause: SPEC.mcpTransport,
    severity: 'should',
    check(evidence) {
      const { challenge } = evidence;
      const shown = callsOf(evidence);
      const settled = servedCall(evidence) ?? refusedCall(evidence);
      if (settled) return pass([settled]);
      if (challenge?.outcome !== 'answered') return notTestable('It could not be read.', [challenge]);
      if (namesAuthorizationServer(evidence) || isWebPage(evidence) || speaksOlderTransport(evidence)) {
        return notTestable('What it is, another finding says.', shown);
      }
      return fail(
        shown,
        answersOf(evidence),
        shown.some(({ status }) => status >= 500)
          ? 'The server, or what stands before it, failed: its log tells why. Then look again.'
          : 'Check the address: the documentation of the server says where its MCP endpoint is. If it is this one, the log of the server tells why it refuses.',
      );
    },
  },
  {
    id: 'asks-for-bearer',
    group: 'reachability',
    demands: 'What it asks for is a Bearer token',
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
          ? 'It answered 401 with a web page, and no challenge that this page may read.'
          : `It answered 401 and asks for: ${challenge}`,
        'A client of MCP presents a Bearer token, and nothing else. If a proxy before the server asks for this, let the MCP address through.',
      );
    },
  },
  {
    id: 'session-readable',
    group: 'reachability',
    demands: 'A page can read the session that it is given',
    clause: SPEC.cors,
    severity: 'should',
    check(evidence) {
      const { challenge, initialize, sessionShown, pageOrigin } = evidence;
      if (!initialize || servedCall(evidence) !== initialize) {
        return notTestable('No session was begun.', [initialize]);
      }
      if (sessionShown) return pass([initialize]);
      if (!challenge?.said || !/\bsession\b/i.test(challenge.said)) {
        return notTestable('It showed this page no session, and nothing says that it has any.', [initialize]);
      }
      return fail(
        [challenge, initialize],
        `${answersOf(evidence)} This page saw no Mcp-Session-Id with the latter.`,
        'Expose the header: a browser shows a page only the headers that are listed.',
        `${corsHeaders(pageOrigin)}\nAccess-Control-Expose-Headers: Mcp-Session-Id, WWW-Authenticate`,
      );
    },
  },
];
