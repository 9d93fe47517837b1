import { describe, expect } from 'vitest';
import { SERVER } from '../../testing/browser.ts';
import {
  altered,
  audiences,
  BARE,
  both,
  deviating,
  type FindingRow,
  from,
  granted,
  NO_SESSION,
  only,
  onlyStep,
  responded,
  rightCalls,
  SEEN,
  SERVED,
  server,
  step,
  TWO_SEEN,
  testFindings,
  withoutToken,
} from '../../testing/rare-evidence.ts';
import type { StepSeen } from '../probes/probe.ts';
import { SAME_ORIGIN } from './reachability.ts';

/** Responses to the altered token, and how the report names them. */
const SAYS_NOTHING: readonly [Partial<StepSeen>, string][] = [
  [{ status: 200, content: 'nothing' }, '200 (nothing)'],
  [
    { status: 503, content: 'text', error: 'server_error', description: 'Down.' },
    '503 (“server_error Down.”)',
  ],
  [{ status: 503, content: 'text' }, '503'],
  [{ status: 402, content: 'text' }, '402'],
  [{ status: 300, content: 'text' }, '300'],
];

describe('a finding about tokens and proofs, for evidence that few servers give', () => {
  testFindings([
    [
      'dpop-token-type',
      onlyStep('dpop-token-endpoint', 'token request', { token: { refreshToken: true, idToken: false } }),
      { saw: 'The response has no token_type.' },
    ],
    [
      'dpop-token-htm',
      responded('dpop-token-endpoint', { code: false, error: 'access_denied' }),
      { reason: 'The sign-in was already refused: access_denied.', shownBy: [7] },
    ],
    [
      'dpop-readable',
      from('https://as.example', 'dpop-token-endpoint'),
      { reason: SAME_ORIGIN, shownBy: SEEN },
    ],
    [
      'dpop-readable',
      only('dpop-token-endpoint', ({ steps, ...probe }) => ({
        ...probe,
        steps: Object.fromEntries(
          Object.entries(steps).map(([name, step]) => [name, { ...step, outcome: 'timed out' }]),
        ),
      })),
      { reason: 'No request with a proof got a response.', shownBy: SEEN },
    ],
    [
      'dpop-readable',
      (evidence) => server({ dpop_signing_alg_values_supported: [] })({ ...evidence, probes: {} }),
      { awaits: 'dpop-server' },
    ],
    [
      'dpop-call-works',
      onlyStep('dpop-server', 'call with a proof again', undefined),
      { result: 'pass', shownBy: SEEN },
    ],
    [
      'altered-token-refused',
      both(altered({ status: 400, content: 'JSON-RPC error' }), ({ challenge, ...evidence }) => ({
        ...evidence,
        ...(challenge && { challenge: { ...challenge, status: 400 } }),
      })),
      { reason: 'It answered 400 to the same call without a token, too.', shownBy: TWO_SEEN },
    ],
    ...SAYS_NOTHING.map(
      ([seen, said]): FindingRow => [
        'altered-token-refused',
        altered(seen),
        { reason: `It answered ${said}, which says nothing about the token.` },
      ],
    ),
    ...([400, 403] as const).map(
      (status): FindingRow => [
        'altered-token-refused',
        altered({ status, content: 'text' }),
        { result: 'pass', note: `It answered ${status}.`, shownBy: TWO_SEEN },
      ],
    ),
    ['audience-checked', both(rightCalls(NO_SESSION), deviating(NO_SESSION)), { result: 'fail' }],
    [
      'audience-checked',
      both(rightCalls(NO_SESSION), deviating({ ...NO_SESSION, error: 'no_audience' })),
      { reason: 'It answered 400 to the right token, too, so a refusal proves nothing.' },
    ],
    [
      'audience-checked',
      both(rightCalls(NO_SESSION), deviating({ ...NO_SESSION, description: 'Begin one.' })),
      { reason: 'It answered 400 to the right token, too, so a refusal proves nothing.' },
    ],
    [
      'audience-checked',
      audiences(undefined, [SERVER]),
      { reason: 'This page cannot read the audience of the token.', shownBy: SEEN },
    ],
    [
      'audience-checked',
      audiences([], [SERVER]),
      { reason: expect.stringMatching(/^The token names no audience, /), shownBy: SEEN },
    ],
    [
      'audience-checked',
      audiences(['https://a.example'], undefined),
      { reason: expect.stringMatching(/^No token was issued for this server, /), shownBy: SEEN },
    ],
    [
      'audience-checked',
      audiences(['a', 'b'], ['b']),
      { reason: expect.stringContaining('has the same audience, “a”, “b”, in place'), shownBy: SEEN },
    ],
    [
      'audience-checked',
      audiences([SERVER], [SERVER]),
      { reason: 'The token of this probe is for this server, too.', shownBy: SEEN },
    ],
    ['audience-checked', audiences(['https://a.example'], [SERVER]), { result: 'fail' }],
    [
      'dpop-call-htm',
      only('dpop-server', ({ steps: { 'bound exchange': exchange }, ...probe }) => ({
        ...probe,
        steps: {
          ...(exchange && {
            'bound exchange': { ...exchange, token: { refreshToken: true, idToken: false } },
          }),
        },
      })),
      { reason: 'The token has no type, so it is bound to no key.', shownBy: SEEN },
    ],
    [
      'dpop-call-works',
      both(
        step('dpop-server', 'call with a proof', { ...BARE, status: 400, content: 'text' }),
        step('dpop-server', 'call with a proof again', undefined),
        step('dpop-server', 'call with an invalid token', undefined),
      ),
      { reason: 'It answered 400, which says nothing about the token.', shownBy: SEEN },
    ],
    ['id-token-refused', granted({}), { reason: 'No ID token was issued.', shownBy: SEEN }],
    [
      'dpop-token-htm',
      only('dpop-token-endpoint', (probe) => ({ ...probe, status: 'stopped', steps: {} })),
      { reason: 'The probe was stopped before this step.' },
    ],
    [
      'dpop-call-htm',
      only('dpop-server', ({ steps: { 'bound exchange': exchange }, ...probe }) => ({
        ...probe,
        steps: { ...(exchange && { 'bound exchange': { ...exchange, status: 400, ...withoutToken } }) },
      })),
      { reason: 'No token was issued for a right proof: 400.', shownBy: SEEN },
    ],
    [
      'dpop-token-htm',
      step('dpop-token-endpoint', 'token request, wrong htm', {
        token: { type: 'mac', refreshToken: true, idToken: false },
      }),
      { reason: expect.stringMatching(/^It issued a token of the type mac, so /) },
    ],
    [
      'dpop-token-htm',
      step('dpop-token-endpoint', 'token request, wrong htm', {
        token: { refreshToken: true, idToken: false },
      }),
      { reason: expect.stringMatching(/^It issued a token without a type, so /) },
    ],
    [
      'altered-token-refused',
      altered({ status: 403, content: 'web page' }),
      { reason: 'It answered 403 with a web page, possibly from a proxy in front of the server.' },
    ],
    [
      'altered-token-refused',
      both(altered({ status: 400, content: 'JSON-RPC error' }), ({ challenge, ...evidence }) => ({
        ...evidence,
        ...(challenge && { challenge: { ...challenge, ...SERVED } }),
      })),
      { note: 'It answered 400.' },
    ],
    [
      'altered-token-refused',
      both(altered({ status: 400, content: 'text' }), step('right-request', 'call again', undefined)),
      expect.not.objectContaining({ awaits: expect.anything() }),
    ],
    [
      'altered-token-refused',
      both(altered({ status: 400, content: 'text' }), step('right-request', 'call again', NO_SESSION)),
      { reason: 'It answered 400 to the right token, too, so a refusal proves nothing.' },
    ],
    [
      'altered-token-refused',
      both(
        altered({ status: 400, content: 'text' }),
        step('right-request', 'call with an invalid token', undefined),
      ),
      { note: 'It answered 400.', shownBy: TWO_SEEN },
    ],
    [
      'audience-checked',
      both(
        deviating({ status: 403, content: 'text' }),
        step('no-resource', 'call with an invalid token', undefined),
      ),
      { reason: 'It answered 403, which says nothing about the token.', shownBy: TWO_SEEN },
    ],
    [
      'altered-token-refused',
      both(
        rightCalls({ status: 400, error: 'invalid_request' }),
        altered({ status: 400, error: 'invalid_request', description: 'No session.' }),
      ),
      { reason: 'It answered 400 to the right token, too, so a refusal proves nothing.' },
    ],
    [
      'altered-token-refused',
      altered({ status: 400, headers: { 'www-authenticate': 'Bearer error=invalid_token' } }),
      { note: 'It answered 400.' },
    ],
    [
      'no-cookies',
      only('cookies', (probe) => ({ ...probe, status: 'stopped', steps: {} })),
      { reason: 'The probe “Cookies across origins” was stopped.' },
    ],
    [
      'audience-checked',
      ({ probes: { refresh: _, 'later-request': __, 'wrong-resource': ___, ...probes }, ...evidence }) => ({
        ...evidence,
        probes,
      }),
      {
        reason: 'The right token got no response afterwards, so a refusal proves nothing.',
        awaits: 'refresh',
        shownBy: SEEN,
      },
    ],
  ]);
});
