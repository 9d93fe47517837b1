import { describe, expect } from 'vitest';
import { ISSUER } from '../../testing/browser.ts';
import {
  amongOthers,
  BARE,
  both,
  called,
  challenged,
  exchange,
  granted,
  invalidToken,
  only,
  onlyStep,
  PAGE_INSTEAD,
  resource,
  responded,
  SEEN,
  step,
  TWO_SEEN,
  testFindings,
  withoutToken,
} from '../../testing/rare-evidence.ts';
import { withSteps } from '../../testing/reports.ts';

describe('a finding about sign-ins and codes, for evidence that few servers give', () => {
  testFindings([
    ['tokens-not-kept', exchange({ headers: {} }), { saw: 'It sends no Cache-Control.' }],
    ['bearer-type', granted({}), { saw: 'The response has no token_type.' }],
    ['short-life', granted({}), { saw: 'The response has no expires_in.' }],
    [
      'sign-in-works',
      exchange({ ...withoutToken, outcome: 'unreadable' }),
      { reason: expect.stringMatching(/^The token request got no response\. .* Nothing shows /) },
    ],
    [
      'sign-in-works',
      exchange({ ...withoutToken, outcome: 'unreadable', reason: 'It is gone.' }),
      { reason: expect.stringMatching(/^The token request got no response\. It is gone\. Nothing shows /) },
    ],
    [
      'sign-in-works',
      exchange({
        ...withoutToken,
        outcome: 'unreadable',
        reason: 'No.',
        hidden: { to: 'request', status: 503 },
      }),
      { reason: expect.stringMatching(/^The token request got no response\. No\. Nothing shows /) },
    ],
    [
      'sign-in-works',
      exchange({
        ...withoutToken,
        outcome: 'unreadable',
        reason: 'No.',
        hidden: { to: 'request', status: 400 },
      }),
      { saw: 'This client read no token for the code. No.' },
    ],
    [
      'sign-in-works',
      exchange({ ...withoutToken, outcome: 'redirected' }),
      {
        reason:
          'The token endpoint answered this request with a redirect, although it redirected no earlier request.',
      },
    ],
    [
      'sign-in-works',
      exchange({ ...withoutToken, status: 400, content: 'web page' }),
      {
        reason: expect.stringMatching(
          /^The token endpoint answered 400 with a web page, although it sent no web page before: /,
        ),
      },
    ],
    [
      'sign-in-works',
      exchange(undefined),
      { saw: 'The token endpoint issued no token for the code: no response.' },
    ],
    [
      'sign-in-works',
      responded('right-request', { code: false, atPush: true }),
      { saw: 'The server refused the pushed request: its response has no request_uri.' },
    ],
    [
      'wrong-verifier-refused',
      only('wrong-verifier', ({ response: _, ...probe }) => ({
        ...probe,
        status: 'no response',
        strayed: true,
      })),
      {
        reason:
          'A response arrived, but without the state of the request (RFC 6749 §4.1.2), so it was ignored.',
      },
    ],
    [
      'plain-refused',
      responded('plain', { code: true }),
      {
        reason: 'A code came, but the probe did not see whether the server exchanges it.',
        shownBy: TWO_SEEN,
      },
    ],
    [
      'revocation-works',
      (evidence) =>
        withSteps(evidence, 'right-request', ({ revoke, 'refresh after revocation': after, ...steps }) => ({
          ...steps,
          ...(revoke && { revoke: { ...revoke, outcome: 'timed out' } }),
          ...(after && {
            'refresh after revocation': { ...after, token: { refreshToken: true, idToken: false } },
          }),
        })),
      {
        reason: 'No response of the revocation endpoint was read, and the token still works.',
        shownBy: TWO_SEEN,
      },
    ],
    [
      'wrong-verifier-refused',
      only('wrong-verifier', ({ response: _, ...probe }) => ({
        ...probe,
        pushed: {
          exchangeId: 7,
          url: `${ISSUER}/par`,
          outcome: 'redirected',
          status: 0,
          headers: {},
        },
      })),
      {
        reason:
          'The pushed request got no readable response. It answers with a redirect, which this page does not follow.',
        shownBy: [7],
      },
    ],
    [
      'redirect-uri-exact',
      responded('changed-redirect-uri', { code: true }),
      {
        result: 'pass',
        note: 'It answered without an error at the registered redirect URI. Only the query of the redirect URI was wrong.',
      },
    ],
    [
      'redirect-uri-exact',
      amongOthers(responded('changed-redirect-uri', { code: false, error: 'redirect_uri_mismatch' })),
      {
        result: 'pass',
        note: 'It answered redirect_uri_mismatch at the registered redirect URI. Only the query of the redirect URI was wrong.',
      },
    ],
    [
      'redirect-uri-exact',
      amongOthers(
        responded('changed-redirect-uri', {
          code: false,
          error: 'redirect_uri_mismatch',
          atPush: true,
          pushStatus: 400,
        }),
      ),
      {
        result: 'pass',
        note: 'It refused the pushed request: redirect_uri_mismatch. Only the query of the redirect URI was wrong.',
      },
    ],
    [
      'redirect-uri-exact',
      responded('changed-redirect-uri', { code: false, error: 'access_denied', atAnotherUri: true }),
      { saw: 'It sent its response to a redirect URI that is not registered.' },
    ],
    [
      'redirect-uri-exact',
      responded('changed-redirect-uri', { code: true, atAnotherUri: true }),
      { saw: 'It sent its response to a redirect URI that is not registered, with a code.' },
    ],
    [
      'plain-refused',
      responded('plain', { code: false, error: 'access_denied' }),
      { reason: 'The response was access_denied, which is unrelated to the deviation.' },
    ],
    [
      'plain-refused',
      responded('plain', { code: false, error: 'access_denied', description: 'Cancelled' }),
      { reason: 'The response was access_denied (“Cancelled”), which is unrelated to the deviation.' },
    ],
    [
      'sign-in-works',
      called(PAGE_INSTEAD),
      { result: 'pass', note: 'The MCP server answered 403 with a web page to a call with the token.' },
    ],
    [
      'sign-in-works',
      both(called(PAGE_INSTEAD), invalidToken({ ...PAGE_INSTEAD, status: 404 })),
      { result: 'pass' },
    ],
    [
      'sign-in-works',
      both(called(PAGE_INSTEAD), invalidToken({ status: 403, content: 'text' })),
      { result: 'pass' },
    ],
    [
      'sign-in-works',
      both(called(PAGE_INSTEAD), invalidToken(PAGE_INSTEAD)),
      { saw: expect.stringMatching(/^The MCP server refused the token of this sign-in, with status 403\./) },
    ],
    [
      'plain-refused',
      only('plain', ({ response: _, ...probe }) => ({ ...probe, status: 'stopped', steps: {} })),
      { reason: 'The probe “The method plain” was stopped.', shownBy: SEEN },
    ],
    [
      'plain-refused',
      only('plain', ({ response: _, ...probe }) => ({ ...probe, status: 'left', steps: {} })),
      { reason: expect.stringMatching(/^The probe “The method plain” left for the server, /), shownBy: SEEN },
    ],
    [
      'downgrade-refused',
      amongOthers(responded('no-challenge', { code: false, error: 'invalid_request' })),
      { reason: 'The request without a challenge got no code, so there is no code to test.', shownBy: [7] },
    ],
    [
      'refresh-reuse-noticed',
      ({ probes: { 'right-request': _, ...probes }, ...evidence }) => ({ ...evidence, probes }),
      { awaits: 'right-request' },
    ],
    [
      'sign-in-works',
      exchange({ ...withoutToken, status: 403, description: 'Blocked.' }),
      { reason: expect.stringMatching(/^The token endpoint answered 403 \(“Blocked\.”\), /) },
    ],
    [
      'plain-refused',
      (evidence) => ({ ...evidence, probes: {} }),
      { reason: 'The probe “The method plain” has not run.', awaits: 'plain' },
    ],
    [
      'bearer-type',
      granted({ type: 'mac' }),
      {
        saw: 'The token_type is mac.',
        fix: { say: 'Name the token type:', code: '"token_type": "Bearer"' },
      },
    ],
    [
      'short-life',
      granted({ expiresInS: 7_200 }),
      { saw: 'They live 7200 seconds, which is longer than an hour.' },
    ],
    ['short-life', granted({ expiresInS: 0 }), { saw: 'The expires_in is 0, which is no lifetime.' }],
    [
      'sign-in-works',
      responded('right-request', { code: false, atPush: true, pushStatus: 401 }),
      { reason: 'The endpoint for pushed requests answered 401, which says nothing about the request.' },
    ],
    [
      'sign-in-works',
      responded('right-request', { code: false, atPush: true, pushStatus: 400, retryAfter: '30' }),
      { reason: 'The endpoint for pushed requests answered 400, which says nothing about the request.' },
    ],
    [
      'sign-in-works',
      responded('right-request', {
        code: false,
        atPush: true,
        pushStatus: 401,
        refused: true,
        error: 'invalid_client',
      }),
      { saw: 'The server refused the pushed request: invalid_client.' },
    ],
    [
      'sign-in-works',
      amongOthers(responded('right-request', { code: false })),
      { reason: expect.stringMatching(/^The server answered without a code\. It issued a code for /) },
    ],
    [
      'sign-in-works',
      called({ status: 401, description: 'No. Never.' }),
      { saw: expect.stringMatching(/, with status 401: “No\. Never”\./) },
    ],
    [
      'sign-in-works',
      called({ status: 404, headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' } }),
      { note: 'The MCP server answered 404 to a call with the token.' },
    ],
    [
      'sign-in-works',
      called({ status: 405 }),
      { note: expect.stringContaining('only the transport HTTP+SSE') },
    ],
    [
      'sign-in-works',
      called({ status: 403, headers: { 'www-authenticate': 'Custom error="insufficient_scope"' } }),
      {
        note: expect.stringMatching(
          /The challenge does not name the scope, so a client cannot ask for it\.$/,
        ),
      },
    ],
    [
      'sign-in-works',
      exchange({ ...withoutToken, status: 403, headers: { 'www-authenticate': 'Basic realm="x"' } }),
      {
        reason: expect.stringMatching(
          /^The token endpoint answered 403, which finds no fault in the request\./,
        ),
      },
    ],
    [
      'sign-in-works',
      exchange({ ...withoutToken, status: 403, error: 'access_denied', description: 'Blocked.' }),
      {
        reason: expect.stringMatching(
          /^The token endpoint answered 403 \(access_denied: “Blocked”\), which /,
        ),
      },
    ],
    [
      'sign-in-works',
      step('right-request', 'right exchange', { ...withoutToken, status: 400, error: 'invalid_grant' }),
      {
        reason: expect.stringMatching(
          /^The token endpoint answered invalid_grant to the token request\. It issued /,
        ),
      },
    ],
    [
      'sign-in-works',
      exchange({ ...withoutToken, content: 'JSON, not JSON-RPC' }),
      {
        saw: expect.stringMatching(
          / for the code: 200, with application\/json, and no JSON object with an access_token\.$/,
        ),
        fix: { say: expect.stringMatching(/^Send the tokens as the members of a JSON object, /) },
      },
    ],
    [
      'sign-in-works',
      both(
        challenged({ 'www-authenticate': 'Bearer' }),
        resource({ scopes_supported: [] }),
        exchange({ ...withoutToken, status: 400, error: 'invalid_scope' }),
      ),
      { fix: { say: expect.stringMatching(/^Neither the challenge /), code: '"scopes_supported": ["…"]' } },
    ],
    [
      'wrong-verifier-refused',
      onlyStep('wrong-verifier', 'deviating exchange', undefined),
      { reason: expect.stringMatching(/^The probe did not reach this step, /), shownBy: SEEN },
    ],
    [
      'wrong-verifier-refused',
      onlyStep('wrong-verifier', 'deviating exchange', { ...BARE, status: 403, error: 'Forbidden' }),
      { reason: expect.stringMatching(/^It answered 403 without an OAuth error /) },
    ],
  ]);
});
