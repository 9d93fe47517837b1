import { describe, expect, it } from 'vitest';
import { probed } from '../testing/reports.ts';
import {
  type Answer,
  expectNone,
  FAILING,
  HEADERS,
  JSON_ERROR,
  ORDINARY,
  resultOf,
  type Seen,
  withAnswers,
} from '../testing/sweep.ts';
import type { Content } from './content.ts';
import type { ProbeId, StepName } from './probes/probe.ts';

describe('every combination of status, error, words and content in response to a call with a wrong token', () => {
  const REFUSING = [400, 401, 403];
  const LATER = [404, 408, 425, 429, 500, 502, 503];
  const CALL_STATUSES = [200, 202, ...REFUSING, 402, 406, 407, 421, 451, ...LATER];
  /** Errors about a token, whatever the status; `invalid_request` only if the right token does not get it. */
  const OF_A_TOKEN = ['invalid_token', 'invalid_dpop_proof', 'invalid_request'];
  const CONTENTS: Content[] = [
    'JSON-RPC result',
    'JSON-RPC error',
    'JSON, not JSON-RPC',
    'text',
    'web page',
    'nothing',
  ];
  const CALL_ANSWERS: Answer[] = CALL_STATUSES.flatMap((status) =>
    ['', ...OF_A_TOKEN, 'insufficient_scope', 'Forbidden', 'server_error'].flatMap((error) =>
      [...ORDINARY, ...FAILING].flatMap((description) =>
        CONTENTS.flatMap((content) =>
          HEADERS.map((headers) => ({ status, error, description, content, headers })),
        ),
      ),
    ),
  );
  const isServed = ({ content }: Answer) => content === 'JSON-RPC result';

  function isRefusal({ status, error, description, content, headers }: Answer): boolean {
    if (status < 300 || LATER.includes(status) || !ORDINARY.includes(description)) return false;
    if (
      content === 'web page' ||
      content === 'JSON-RPC result' ||
      headers['retry-after'] !== undefined ||
      error === 'server_error'
    )
      return false;
    return error !== 'insufficient_scope' && (REFUSING.includes(status) || OF_A_TOKEN.includes(error));
  }

  /** Expects that a rule is broken by a served call, kept by a refusal, and undecided by anything else. */
  const expectListed = (id: string, seen: Seen) =>
    expectNone(CALL_ANSWERS, (answer) => {
      const expected = isServed(answer) ? 'fail' : isRefusal(answer) ? 'pass' : 'not testable';
      return resultOf(id, seen(answer)) !== expected;
    });

  it.each<[string, ProbeId, StepName]>([
    ['altered-token-refused', 'right-request', 'call with an altered token'],
    ['query-token-refused', 'right-request', 'call with the token in the query'],
    ['audience-checked', 'no-resource', 'call with the deviating token'],
  ])('keeps or breaks “%s” only as listed', async (rule, id, name) => {
    const { probes, ...others } = await probed();
    const { 'wrong-resource': _, ...rest } = probes;
    const good = { ...others, probes: rest };
    const seen = (answer: Answer) => withAnswers(good, id, { [name]: answer });
    expectListed(rule, seen);
    // If a server refuses the right token, too, its refusal of the wrong token proves nothing.
    const [probe, later] =
      id === 'right-request' ? (['right-request', 'call again'] as const) : (['refresh', 'call'] as const);
    for (const refusal of CALL_ANSWERS.filter(
      (answer) =>
        [401, 403, 404, 503].includes(answer.status) &&
        answer.error === '' &&
        isRefusal({ ...answer, status: 401 }),
    )) {
      const after = withAnswers(seen(refusal), probe, { [later]: refusal });
      expect(resultOf(rule, after), JSON.stringify(refusal)).toBe('not testable');
    }
    // A server of an earlier version answers a call without a session in its own way.
    const session: Answer = {
      ...JSON_ERROR,
      status: 400,
      error: '',
      description: 'No session',
      content: 'JSON-RPC error',
    };
    const without = withAnswers(good, 'right-request', { call: session, 'call again': session });
    for (const [answer, result] of [
      [session, 'fail'],
      [{ ...session, description: 'Bad signature' }, 'not testable'],
      [{ ...session, error: 'invalid_token' }, 'pass'],
      [{ ...session, status: 401 }, 'pass'],
    ] as const) {
      expect(resultOf(rule, withAnswers(without, id, { [name]: answer })), JSON.stringify(answer)).toBe(
        result,
      );
    }
  });

  it('keeps or breaks a rule about proofs only as listed', async () => {
    const good = await probed({ policy: { dpop: 'offered' } });
    expectListed('dpop-call-key', (answer) =>
      withAnswers(good, 'dpop-server', { 'call, another key': answer }),
    );
  });
});
