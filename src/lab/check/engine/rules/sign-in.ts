import { SPEC } from '../../../machine/spec-references.ts';
import { announcesIssuer, type Evidence } from '../evidence.ts';
import type { AnswerSeen } from '../probes/probe.ts';
import { serverDocument } from './discovery.ts';
import { answeredProbe, BESIDE_THE_POINT, stepOf } from './probe-verdicts.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

const LONGEST_ACCESS_S = 3600;

export const signIn: readonly Rule[] = [
  {
    id: 'sign-in-works',
    group: 'sign-in',
    demands: 'A sign-in that does everything right works',
    clause: SPEC.browserApps,
    severity: 'must',
    check(evidence) {
      const probe = answeredProbe(evidence, 'right-request');
      if ('result' in probe) return probe;
      const { answer, steps, requestId } = probe;
      if (answer.error !== undefined && BESIDE_THE_POINT.includes(answer.error)) {
        return notTestable(`The answer was ${answer.error}: you or the server stopped it.`, [
          answer.exchangeId,
        ]);
      }
      if (!answer.code) {
        return fail(
          [requestId, answer.exchangeId],
          `The server answered ${answer.error ?? 'without a code'}.`,
          'See that the client is registered as a public one, with this very redirect URI:',
          `${evidence.pageOrigin}/callback`,
        );
      }
      const { 'right exchange': exchange, call } = steps;
      const shown = [requestId, answer.exchangeId, exchange, call];
      if (!exchange?.token) {
        return fail(
          shown,
          `The code bought no token: ${exchange?.error ?? exchange?.status ?? 'no answer'}.`,
          'Let this client exchange its code with a verifier and without a secret, across origins.',
        );
      }
      if (call?.status === 401) {
        return fail(
          shown,
          'The MCP server refused the token that was issued for it.',
          'Make the audience of its tokens its resource identifier, and trust this issuer.',
        );
      }
      return pass(shown);
    },
  },
  {
    id: 'iss-in-answers',
    group: 'sign-in',
    demands: 'Its answers say who they come from',
    clause: SPEC.mcpIssuer,
    severity: 'should',
    check(evidence) {
      const answers = answersOf(evidence).filter(({ refused }) => !refused);
      if (!answers.length) return notTestable('No answer with a code has come back yet.');
      return judgeIssuer(evidence, answers);
    },
  },
  {
    id: 'iss-in-refusals',
    group: 'sign-in',
    demands: 'Its refusals say who they come from',
    clause: SPEC.issuer,
    severity: 'should',
    check(evidence) {
      const refusals = answersOf(evidence).filter(({ refused }) => refused);
      if (!refusals.length) return notTestable('No refusal has come back to this page yet.');
      if (
        !announcesIssuer(serverDocument(evidence).document) &&
        refusals.every(({ iss }) => iss === undefined)
      ) {
        return notTestable('It does not announce iss, which is a finding of its own.');
      }
      return judgeIssuer(evidence, refusals);
    },
  },
  {
    id: 'tokens-not-kept',
    group: 'sign-in',
    demands: 'Token answers are kept by no cache',
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
            'Send with every answer that holds a token:',
            'Cache-Control: no-store',
          );
    },
  },
  {
    id: 'bearer-type',
    group: 'sign-in',
    demands: 'Its tokens are of the type Bearer',
    clause: SPEC.tokenResponse,
    severity: 'must',
    check(evidence) {
      const exchange = grantedExchange(evidence);
      if ('result' in exchange) return exchange;
      const type = exchange.token?.type;
      return type?.toLowerCase() === 'bearer'
        ? pass([exchange])
        : fail(
            [exchange],
            type === undefined ? 'The answer has no token_type.' : `The token_type is ${type}.`,
            'Say how the token is used:',
            '"token_type": "Bearer"',
          );
    },
  },
  {
    id: 'short-life',
    group: 'sign-in',
    demands: 'Its access tokens live an hour at most, and say so',
    clause: SPEC.mcpTokenTheft,
    severity: 'should',
    check(evidence) {
      const exchange = grantedExchange(evidence);
      if ('result' in exchange) return exchange;
      const lifetime = exchange.token?.expiresInS;
      if (lifetime !== undefined && lifetime <= LONGEST_ACCESS_S) {
        return pass(
          [exchange],
          `They live ${lifetime} seconds. The hour is our measure; the text says “short-lived”.`,
        );
      }
      return fail(
        [exchange],
        lifetime === undefined
          ? 'The answer has no expires_in.'
          : `They live ${Math.round(lifetime / 3600)} hours.`,
        'Issue access tokens for minutes, and refresh tokens for the rest.',
        '"expires_in": 900',
      );
    },
  },
];

function answersOf({ probes }: Evidence): AnswerSeen[] {
  return Object.values(probes).flatMap(({ answer }) => (answer ? [answer] : []));
}

function judgeIssuer(evidence: Evidence, answers: readonly AnswerSeen[]) {
  const { issuer } = evidence;
  const wrong = answers.find(({ iss }) => iss !== issuer);
  if (!wrong) return pass(answers.map(({ exchangeId }) => exchangeId));
  const announced = announcesIssuer(serverDocument(evidence).document)
    ? ' It announces that it would, so clients must stop here.'
    : '';
  return fail(
    [wrong.exchangeId],
    wrong.iss === undefined
      ? `The answer has no iss.${announced}`
      : `The answer says iss=${wrong.iss}, and the issuer is ${issuer}. Clients must stop here.`,
    'Send with every authorization response, exactly as the metadata has it:',
    `iss=${encodeURIComponent(issuer ?? '')}`,
  );
}

function grantedExchange(evidence: Evidence) {
  const exchange = stepOf(evidence, 'right-request', 'right exchange');
  if ('result' in exchange || exchange.token) return exchange;
  return notTestable('The code bought no token.', [exchange]);
}
