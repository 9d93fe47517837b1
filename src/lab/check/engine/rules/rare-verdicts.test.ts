import { describe, expect } from 'vitest';
import { SERVER } from '../../testing/browser.ts';
import {
  audiences,
  BARE,
  both,
  calls,
  deviating,
  type EvidenceChange,
  type FindingRow,
  from,
  onlyStep,
  resource,
  SEEN,
  SERVED,
  step,
  TWO_SEEN,
  testFindings,
  withoutMetadata,
  withoutToken,
} from '../../testing/rare-evidence.ts';
import type { ProbeId, StepName, StepSeen } from '../probes/probe.ts';

const TOKEN = 'dpop-token-endpoint';
const REFRESH = 'dpop-refresh';
const CALL = 'dpop-server';
const refused = (error: string, status = 400) => ({ ...BARE, ...withoutToken, status, error });
const otherNonce = (status?: number) => refused('use_dpop_nonce', status);
const TIMED_OUT = { outcome: 'timed out', status: 0 } as const;
const LOST = { outcome: 'unreadable' } as const;
const OPEN = { outcome: 'answered', status: 200 } as const;
const UNAUTHORIZED = deviating({ status: 401, content: 'text' });

/** The probe without a resource did not run, and the probe with a wrong resource has its steps. */
const asWrongResource: EvidenceChange = ({ probes: { 'no-resource': other, ...probes }, ...evidence }) => ({
  ...evidence,
  probes: { ...probes, ...(other && { 'wrong-resource': other }) },
});

const PASS = { result: 'pass' };
const open = (reason: string, shownBy = SEEN) => ({ result: 'not testable', reason, shownBy });
const ANOTHER_NONCE = open('It demanded another nonce, so it may not have looked at the rest of the proof.');
const NO_GRANT = 'There was no grant left for this request: the server issued no refresh token.';
const BUSY = open('It answered 503 (use_dpop_nonce), which is not a refusal.');
const lateAnswer = (origin: string, shownBy = SEEN) =>
  open(`${origin} did not answer within ten seconds.`, shownBy);
const alsoRefused = (error: string) =>
  open(
    `It also refused the request with a right proof (${error}), so a refusal proves nothing. It may have used up the code or the token at a wrong proof, and the clock of this device may be wrong.`,
  );
const lostAt = (shownBy: typeof SEEN) =>
  open(
    'The browser shows no response, and does not say why. Nothing shows that the server itself responded at that moment: the network, a proxy or the server may have failed.',
    shownBy,
  );
const ofType = { token: { type: 'mac', refreshToken: true, idToken: false } };
const OF_TYPE = open('It issued a token of the type mac, so it may not have looked at the proof.');
const ANOTHER_WORKED = {
  note: expect.stringMatching(/ Another code worked with its key\.$/),
  shownBy: TWO_SEEN,
};
const NOTED = { note: 'The second time it answered use_dpop_nonce.', shownBy: TWO_SEEN };

/** A rule, a step of a probe, another response in that step, and the finding that must follow. */
const STEPS: readonly [string, ProbeId, StepName, Partial<StepSeen> | undefined, object][] = [
  ['no-cookies', 'cookies', 'MCP server afterwards', LOST, lostAt(TWO_SEEN)],
  ['no-cookies', 'cookies', 'token endpoint afterwards', LOST, lostAt(TWO_SEEN)],
  ['no-cookies', 'cookies', 'MCP server with cookies', { outcome: 'redirected' }, PASS],
  [
    'no-cookies',
    'cookies',
    'MCP server with cookies',
    TIMED_OUT,
    lateAnswer('https://mcp.example', TWO_SEEN),
  ],
  ['dpop-token-htm', TOKEN, 'token request, wrong htm', otherNonce(), ANOTHER_NONCE],
  ['dpop-code-bound', 'dpop-code', 'bound exchange, another key', otherNonce(), ANOTHER_NONCE],
  ['dpop-refresh-bound', REFRESH, 'bound refresh, another key', otherNonce(), ANOTHER_NONCE],
  ['dpop-refresh-bound', REFRESH, 'bound refresh, none', otherNonce(), PASS],
  ['dpop-call-missing', CALL, 'call, none', otherNonce(401), PASS],
  ['dpop-call-bearer', CALL, 'call, as bearer', otherNonce(401), PASS],
  ['dpop-token-nonce', TOKEN, 'token request, no nonce', otherNonce(401), PASS],
  ['dpop-token-nonce', TOKEN, 'token request, no nonce', otherNonce(503), BUSY],
  ['dpop-token-replay', TOKEN, 'token request, used before', otherNonce(503), BUSY],
  ['dpop-refresh-bound', REFRESH, 'bound refresh, none', otherNonce(503), BUSY],
  ['dpop-token-replay', TOKEN, 'token request, used before', otherNonce(), NOTED],
  ['dpop-token-htm', TOKEN, 'token request', ofType, OF_TYPE],
  ['dpop-token-htm', TOKEN, 'token request', otherNonce(), alsoRefused('use_dpop_nonce')],
  ['dpop-token-type', TOKEN, 'token request', refused('invalid_request'), alsoRefused('invalid_request')],
  ['dpop-refresh-bound', REFRESH, 'bound refresh', refused('invalid_grant'), alsoRefused('invalid_grant')],
  ['dpop-code-bound', 'dpop-code', 'bound exchange', refused('invalid_grant'), ANOTHER_WORKED],
  ['dpop-token-htm', TOKEN, 'token request, wrong htm', undefined, open(NO_GRANT, [])],
  ['dpop-token-type', TOKEN, 'token request', undefined, open(NO_GRANT, [])],
  ['dpop-code-bound', 'dpop-code', 'bound exchange, another key', undefined, open(NO_GRANT)],
  ['dpop-refresh-bound', REFRESH, 'bound refresh, none', undefined, open(NO_GRANT)],
  ['dpop-token-htm', TOKEN, 'token request, wrong htm', TIMED_OUT, lateAnswer('https://as.example')],
];

describe('a finding, for one changed response of a good server', () => {
  testFindings([
    ...STEPS.map(([rule, id, name, change, finding]): FindingRow => [rule, step(id, name, change), finding]),
    ['no-cookies', from('https://mcp.example', 'cookies'), { result: 'pass', shownBy: SEEN }],
    [
      'no-cookies',
      both(
        step('cookies', 'MCP server with cookies', OPEN),
        step('cookies', 'token endpoint with cookies', OPEN),
      ),
      { saw: expect.stringMatching(/: https:\/\/mcp.example\/mcp, https:\/\/as.example\/idp\/token\.$/) },
    ],
    ['audience-checked', asWrongResource, { result: 'pass', shownBy: SEEN }],
    ['audience-checked', both(deviating(SERVED), asWrongResource), { result: 'fail' }],
    [
      'audience-checked',
      both(resource({ resource: 'https://mcp.example' }), audiences(['https://mcp.example'], [SERVER])),
      open('The token of this probe is for this server, too.'),
    ],
    ...[audiences(undefined, [SERVER]), audiences(['a'], undefined), audiences(['a'], ['a'])].map(
      (change): FindingRow => ['audience-checked', both(change, UNAUTHORIZED), PASS],
    ),
    [
      'dpop-call-replay',
      step(CALL, 'call, used before', { ...BARE, status: 503, content: 'text' }),
      open('It answered 503, which says nothing about the token.'),
    ],
    ['dpop-readable', onlyStep(TOKEN, 'token request, wrong htm', { ...LOST, status: 0 }), lostAt(SEEN)],
    ['serves-or-asks', both(calls({ ...SERVED, status: 300 }), withoutMetadata), { result: 'fail' }],
    ['serves-or-asks', both(calls({ ...SERVED, content: 'event stream' }), withoutMetadata), PASS],
    ...['Blocked in your region.', 'Geofenced.'].map(
      (errorText): FindingRow => [
        'serves-or-asks',
        both(calls({ status: 403, content: 'text', errorText }), withoutMetadata),
        { reason: expect.stringContaining('It may refuse calls from the region of this client.') },
      ],
    ),
  ]);
});
