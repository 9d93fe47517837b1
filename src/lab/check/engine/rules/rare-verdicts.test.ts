import { describe, expect } from 'vitest';
import { SERVER } from '../../testing/browser.ts';
import {
  altered,
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

const TOKEN = 'dpop-token-endpoint';
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

const open = (reason: string, shownBy = SEEN) => ({ result: 'not testable', reason, shownBy });
const ANOTHER_NONCE = open('It demanded another nonce, so it may not have looked at the rest of the proof.');
const NO_GRANT = 'There was no grant left for this request: the server issued no refresh token.';
const busy = open('It answered 503 (use_dpop_nonce), which is not a refusal.');
const alsoRefused = (error: string) =>
  open(
    `It also refused the request with a right proof (${error}), so a refusal proves nothing. It may have used up the code or the token at a wrong proof, and the clock of this device may be wrong.`,
  );
const lost = open(
  'The browser shows no response, and does not say why. Nothing shows that the server itself responded at that moment: the network, a proxy or the server may have failed.',
  TWO_SEEN,
);

describe('a finding, for one changed response of a good server', () => {
  testFindings([
    ['no-cookies', step('cookies', 'MCP server afterwards', LOST), lost],
    ['no-cookies', step('cookies', 'token endpoint afterwards', LOST), lost],
    ['no-cookies', step('cookies', 'MCP server with cookies', { outcome: 'redirected' }), { result: 'pass' }],
    [
      'no-cookies',
      step('cookies', 'MCP server with cookies', TIMED_OUT),
      open('https://mcp.example did not answer within ten seconds.', TWO_SEEN),
    ],
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
      (change): FindingRow => ['audience-checked', both(change, UNAUTHORIZED), { result: 'pass' }],
    ),
    ['altered-token-refused', altered({ status: 300 }), { result: 'not testable', shownBy: TWO_SEEN }],
    ['dpop-token-htm', step(TOKEN, 'token request, wrong htm', otherNonce()), ANOTHER_NONCE],
    ['dpop-code-bound', step('dpop-code', 'bound exchange, another key', otherNonce()), ANOTHER_NONCE],
    ['dpop-refresh-bound', step('dpop-refresh', 'bound refresh, another key', otherNonce()), ANOTHER_NONCE],
    ['dpop-refresh-bound', step('dpop-refresh', 'bound refresh, none', otherNonce()), { result: 'pass' }],
    ['dpop-call-missing', step('dpop-server', 'call, none', otherNonce(401)), { result: 'pass' }],
    ['dpop-call-bearer', step('dpop-server', 'call, as bearer', otherNonce(401)), { result: 'pass' }],
    ['dpop-token-nonce', step(TOKEN, 'token request, no nonce', otherNonce(401)), { result: 'pass' }],
    ['dpop-token-nonce', step(TOKEN, 'token request, no nonce', otherNonce(503)), busy],
    ['dpop-token-replay', step(TOKEN, 'token request, used before', otherNonce(503)), busy],
    ['dpop-refresh-bound', step('dpop-refresh', 'bound refresh, none', otherNonce(503)), busy],
    [
      'dpop-token-replay',
      step(TOKEN, 'token request, used before', otherNonce()),
      { note: 'The second time it answered use_dpop_nonce.', shownBy: TWO_SEEN },
    ],
    [
      'dpop-token-htm',
      step(TOKEN, 'token request', { token: { type: 'mac', refreshToken: true, idToken: false } }),
      open('It issued a token of the type mac, so it may not have looked at the proof.'),
    ],
    ['dpop-token-htm', step(TOKEN, 'token request', otherNonce()), alsoRefused('use_dpop_nonce')],
    [
      'dpop-token-type',
      step(TOKEN, 'token request', refused('invalid_request')),
      alsoRefused('invalid_request'),
    ],
    [
      'dpop-refresh-bound',
      step('dpop-refresh', 'bound refresh', refused('invalid_grant')),
      alsoRefused('invalid_grant'),
    ],
    [
      'dpop-code-bound',
      step('dpop-code', 'bound exchange', refused('invalid_grant')),
      { note: expect.stringMatching(/ Another code worked with its key\.$/), shownBy: TWO_SEEN },
    ],
    ['dpop-token-htm', step(TOKEN, 'token request, wrong htm', undefined), open(NO_GRANT, [])],
    ['dpop-token-type', step(TOKEN, 'token request', undefined), open(NO_GRANT, [])],
    ['dpop-code-bound', step('dpop-code', 'bound exchange, another key', undefined), open(NO_GRANT)],
    ['dpop-refresh-bound', step('dpop-refresh', 'bound refresh, none', undefined), open(NO_GRANT)],
    [
      'dpop-token-htm',
      step(TOKEN, 'token request, wrong htm', TIMED_OUT),
      open('https://as.example did not answer within ten seconds.'),
    ],
    [
      'dpop-call-replay',
      step('dpop-server', 'call, used before', { ...BARE, status: 503, content: 'text' }),
      open('It answered 503, which says nothing about the token.'),
    ],
    [
      'dpop-readable',
      onlyStep(TOKEN, 'token request, wrong htm', { ...LOST, status: 0 }),
      { ...lost, shownBy: SEEN },
    ],
    ['serves-or-asks', both(calls({ ...SERVED, status: 300 }), withoutMetadata), { result: 'fail' }],
    [
      'serves-or-asks',
      both(calls({ ...SERVED, content: 'event stream' }), withoutMetadata),
      { result: 'pass' },
    ],
    ...['Blocked in your region.', 'Geofenced.'].map(
      (errorText): FindingRow => [
        'serves-or-asks',
        both(calls({ status: 403, content: 'text', errorText }), withoutMetadata),
        { reason: expect.stringContaining('It may refuse calls from the region of this client.') },
      ],
    ),
  ]);
});
