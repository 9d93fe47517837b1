import { SPEC } from '../../../machine/spec-references.ts';
import { requiresDpop } from '../dpop-promise.ts';
import type { StepSeen } from '../probes/probe.ts';
import { stepOf } from './probe-response.ts';
import { fail, notTestable, pass, type Rule, type Verdict } from './rule.ts';

const LONGEST_ACCESS_S = 3600;

/** The rules about the response that issues the tokens of a correct sign-in. */
export const issuedTokens: readonly Rule[] = [
  {
    id: 'tokens-not-kept',
    group: 'sign-in',
    demands: 'No cache may store its token responses',
    clause: SPEC.tokenResponse,
    severity: 'must',
    check: atEveryExchange((exchange) => {
      const kept = exchange.headers['cache-control'];
      return kept?.toLowerCase().includes('no-store')
        ? pass([exchange])
        : fail(
            [exchange],
            kept === undefined
              ? 'The token response has no Cache-Control.'
              : `The token response has Cache-Control: ${kept}.`,
            'Send with every response that has a token:',
            'Cache-Control: no-store',
          );
    }),
  },
  {
    id: 'bearer-type',
    group: 'sign-in',
    demands: 'Its tokens have the type Bearer',
    clause: SPEC.tokenResponse,
    severity: 'must',
    // If DPoP is required, the sign-in requests tokens of the type DPoP instead.
    applies: (evidence) => !requiresDpop(evidence),
    check: atEveryExchange((exchange) => {
      const type = exchange.token?.type;
      return type?.toLowerCase() === 'bearer'
        ? pass([exchange])
        : fail(
            [exchange],
            type === undefined ? 'The response has no token_type.' : `The token_type is ${type}.`,
            'Name the token type:',
            '"token_type": "Bearer"',
          );
    }),
  },
  {
    id: 'tokens-as-json',
    group: 'sign-in',
    demands: 'Its token responses are JSON',
    clause: SPEC.tokenResponse,
    severity: 'must',
    check: atEveryExchange((exchange) =>
      exchange.token?.form
        ? fail(
            [exchange],
            'It sends the tokens as a form. This app reads it, but many clients read only JSON.',
            'Send the tokens as the members of a JSON object:',
            'Content-Type: application/json',
          )
        : pass([exchange]),
    ),
  },
  {
    id: 'short-life',
    group: 'sign-in',
    demands: 'Its access tokens live an hour at most, and the response says so',
    clause: SPEC.mcpTokenTheft,
    severity: 'should',
    check: atEveryExchange((exchange) => {
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
    }),
  },
];

/** Why a header or a member of a response is no evidence. */
export const DIFFER = 'Its responses differ in this respect.';

/** Judges the token response of the correct sign-in. A response of another correct sign-in must not contradict it. */
function atEveryExchange(judge: (exchange: StepSeen) => Verdict): Rule['check'] {
  return (evidence) => {
    const exchange = stepOf(evidence, 'right-request', 'right exchange');
    if ('result' in exchange) return exchange;
    if (!exchange.token) return notTestable('The token endpoint issued no token for the code.', [exchange]);
    const verdict = judge(exchange);
    const other = Object.values(evidence.probes)
      .flatMap(({ steps }) => steps['right exchange'] ?? [])
      .find((each) => each.token && judge(each).result !== verdict.result);
    return other ? notTestable(DIFFER, [exchange, other]) : verdict;
  };
}
