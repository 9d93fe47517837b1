import { describe } from 'vitest';
import { SERVER } from '../../testing/browser.ts';
import {
  altered,
  asking,
  audiences,
  BARE,
  both,
  denied,
  deviating,
  erred,
  finding,
  firstCall,
  from,
  granted,
  issued,
  NO_SESSION,
  only,
  onlyStep,
  right,
  rightCalls,
  SERVED,
  server,
  step,
  stopped,
  testFindings,
  without,
  withoutToken,
} from '../../testing/rare-evidence.ts';
import type { StepSeen } from '../probes/probe.ts';

const REFUSED = denied('invalid_grant');
const TOKEN = 'dpop-token-endpoint';
const CALL = 'dpop-server';
const alteredRefused = altered({ status: 400, content: 'text' });
const alteredError = altered({ status: 400, content: 'JSON-RPC error' });
const unrepeated = right('call again', undefined);
const REFRESHED = issued({ type: 'DPoP' });

/** Another response to the revocation of a refresh token, which then still works. */
const revoked = (change: Partial<StepSeen>) =>
  both(right('revoke', change), right('refresh after revocation', REFRESHED));

/** The exchange with a proof gets this response, and no other step of its probe follows. */
const boundTo = (change: Partial<StepSeen>) =>
  only('dpop-server', ({ steps: { 'bound exchange': bound }, ...probe }) => ({
    ...probe,
    steps: { ...(bound && { 'bound exchange': { ...bound, ...change } }) },
  }));

describe('a finding about tokens and proofs, for evidence that few servers give', () => {
  testFindings([
    finding('dpop-token-type', onlyStep(TOKEN, 'token request', issued()))`
broken: The response has no token_type. → Bind the token to the key of the proof, and name the type: → "token_type": "DPoP" [139]`,
    finding('dpop-token-htm', erred('dpop-token-endpoint', 'access_denied'))`
open: The sign-in was already refused: access_denied. [7]`,
    finding('dpop-token-htm', stopped(TOKEN))`open: The probe was stopped before this step. []`,
    finding('dpop-token-htm', step(TOKEN, 'token request, wrong htm', issued({ type: 'mac' })))`
open: It issued a token of the type mac, so it may not have looked at the proof. [128]`,
    finding('dpop-token-htm', step(TOKEN, 'token request, wrong htm', issued()))`
open: It issued a token without a type, so it may not have looked at the proof. [128]`,
    finding('dpop-readable', from('https://as.example', 'dpop-token-endpoint'))`
open: It has the origin of this page, so CORS does not apply. [106]`,
    finding(
      'dpop-readable',
      only('dpop-token-endpoint', ({ steps, ...probe }) => ({
        ...probe,
        steps: Object.fromEntries(
          Object.entries(steps).map(([name, step]) => [name, { ...step, outcome: 'timed out' }]),
        ),
      })),
    )`
open: No request with a proof got a response. [106]`,
    finding('dpop-readable', (evidence) =>
      server({ dpop_signing_alg_values_supported: [] })({ ...evidence, probes: {} }),
    )`
open, awaits dpop-server: The probe “Proofs at the MCP server” has not run. []`,
    finding('dpop-call-works', onlyStep('dpop-server', 'call with a proof again', undefined))`kept [175]`,
    finding(
      'dpop-call-works',
      both(
        step(CALL, 'call with a proof', { ...BARE, status: 400, content: 'text' }),
        step(CALL, 'call with a proof again', undefined),
        step(CALL, 'call with an invalid token', undefined),
      ),
    )`
open: It answered 400, which says nothing about the token. [175]`,
    finding('altered-token-refused', both(alteredError, firstCall({ status: 400 })))`
open: It answered 400 to the same call without a token, too. [17,1]`,
    finding('altered-token-refused', altered({ status: 200, content: 'nothing' }))`
open: It answered 200 (nothing), which says nothing about the token. [17,13]`,
    finding(
      'altered-token-refused',
      altered({ status: 503, content: 'text', error: 'server_error', description: 'Down.' }),
    )`
open: It answered 503 (“server_error Down.”), which says nothing about the token. [17]`,
    finding('altered-token-refused', altered({ status: 503, content: 'text' }))`
open: It answered 503, which says nothing about the token. [17]`,
    finding('altered-token-refused', altered({ status: 402, content: 'text' }))`
open: It answered 402, which says nothing about the token. [17,13]`,
    finding('altered-token-refused', altered({ status: 300, content: 'text' }))`
open: It answered 300, which says nothing about the token. [17,13]`,
    finding('altered-token-refused', alteredRefused)`kept: It answered 400. [17,20]`,
    finding('altered-token-refused', altered({ status: 403, content: 'text' }))`
kept: It answered 403. [17,20]`,
    finding('altered-token-refused', altered({ status: 403, content: 'web page' }))`
open: It answered 403 with a web page, possibly from a proxy in front of the server. [17,13]`,
    finding('altered-token-refused', both(alteredError, firstCall(SERVED)))`kept: It answered 400. [17,20]`,
    finding('altered-token-refused', both(alteredRefused, unrepeated))`
open: The right token got no response afterwards, so a refusal proves nothing. [17]`,
    finding('altered-token-refused', both(alteredRefused, right('call again', NO_SESSION)))`
open: It answered 400 to the right token, too, so a refusal proves nothing. [17,20]`,
    finding('altered-token-refused', both(alteredRefused, right('call with an invalid token', undefined)))`
kept: It answered 400. [17,20]`,
    finding(
      'altered-token-refused',
      both(
        rightCalls({ status: 400, error: 'invalid_request' }),
        altered({ status: 400, error: 'invalid_request', description: 'No session.' }),
      ),
    )`
open: It answered 400 to the right token, too, so a refusal proves nothing. [17,13]`,
    finding('altered-token-refused', altered({ status: 400, ...asking('Bearer error=invalid_token') }))`
kept: It answered 400. [17,13]`,
    finding('altered-token-refused', both(alteredRefused, without('refresh'), unrepeated))`
open: The right token got no response afterwards, so a refusal proves nothing. [17]`,
    finding('altered-token-refused', altered({ status: 300, content: 'text', error: 'invalid_token' }))`
open: It answered 300, which says nothing about the token. [17,13]`,
    finding('altered-token-refused', altered({ status: 404, content: 'text', error: 'invalid_token' }))`
open: It answered 404, which says nothing about the token. [17,13]`,
    finding('audience-checked', both(rightCalls(NO_SESSION), deviating(NO_SESSION)))`
broken: It accepted a token that was not issued for it. → Accept a token only if its audience is this server’s resource identifier. [82,13]`,
    finding(
      'audience-checked',
      both(rightCalls(NO_SESSION), deviating({ ...NO_SESSION, error: 'no_audience' })),
    )`
open: It answered 400 to the right token, too, so a refusal proves nothing. [82,13]`,
    finding(
      'audience-checked',
      both(rightCalls(NO_SESSION), deviating({ ...NO_SESSION, description: 'Begin one.' })),
    )`
open: It answered 400 to the right token, too, so a refusal proves nothing. [82,13]`,
    finding('audience-checked', audiences(undefined, [SERVER]))`
open: This page cannot read the audience of the token. [82]`,
    finding('audience-checked', audiences([], [SERVER]))`
open: The token names no audience, so nothing shows for which server it was issued. [82]`,
    finding('audience-checked', audiences(['https://a.example'], undefined))`
open: No token was issued for this server, so there is nothing to compare this token with. [82]`,
    finding('audience-checked', audiences(['a', 'b'], ['b']))`
open: Both tokens, this one and the one for this server, have the audience “a”, “b”. So the audience does not distinguish the two tokens. [82]`,
    finding('audience-checked', audiences([SERVER], [SERVER]))`
open: The token of this probe is for this server, too. [82]`,
    finding('audience-checked', audiences(['https://a.example'], [SERVER]))`
broken: It accepted a token that was not issued for it. → Accept a token only if its audience is this server’s resource identifier. [82,13]`,
    finding(
      'audience-checked',
      both(
        deviating({ status: 403, content: 'text' }),
        step('no-resource', 'call with an invalid token', undefined),
      ),
    )`
open: It answered 403, which says nothing about the token. [82,13]`,
    finding('audience-checked', without('refresh', 'later-request', 'wrong-resource'))`
open, awaits refresh: The right token got no response afterwards, so a refusal proves nothing. [82]`,
    finding(
      'audience-checked',
      both(
        deviating({ status: 400, content: 'text' }),
        step('refresh', 'call', undefined),
        without('later-request'),
      ),
    )`
open: The right token got no response afterwards, so a refusal proves nothing. [82]`,
    finding('dpop-call-htm', boundTo(issued()))`
open: The token has no type, so it is bound to no key. [173]`,
    finding('dpop-call-htm', boundTo({ status: 400, ...withoutToken }))`
open: No token was issued for a right proof: 400. [173]`,
    finding('id-token-refused', granted({}))`open: No ID token was issued. [12]`,
    finding('id-token-refused', right('call with the ID token', SERVED))`
broken: It accepted an ID token, which describes a person and is meant for the client. → Accept only access tokens: check typ (at+jwt) and the audience. [19,13]`,
    finding('no-cookies', stopped('cookies'))`open: The probe “Cookies across origins” was stopped. []`,
    finding('query-token-refused', right('call with the token in the query', SERVED))`
broken: It accepted the token in the query, which browser histories, logs and Referer headers keep. → Read tokens only from the Authorization header. [15,13]`,
    finding(
      'query-token-refused',
      right('call with the token in the query', { ...BARE, status: 400, error: 'invalid_request' }),
    )`
kept: It answered 400. [15,13]`,
    finding('refresh-rotates', step('refresh', 'old refresh token again', { ...REFRESHED, proof: true }))`
open: The old refresh token still works with a proof of its key. A refresh token that is bound to a key need not be replaced; another rule judges the binding. [94,96]`,
    finding('refresh-rotates', step('refresh', 'old refresh token again', issued({ type: 'DPoP' })))`
open: The server issued a new refresh token, and accepted the old one again at once. A server may do this for a short time, so that a session survives a lost response. The probe did not see for how long this server does it. [94,96]`,
    finding('refresh-rotates', step('refresh', 'old refresh token again', undefined))`
open: The probe did not try the old refresh token again. [94]`,
    finding(
      'refresh-rotates',
      both(
        step('refresh', 'old refresh token again', REFRESHED),
        step('refresh', 'refresh', { token: { refreshToken: false, idToken: false } }),
      ),
    )`
broken: The server issued no new refresh token, and the old one still works, also for a thief. → Issue a new refresh token at every use and retire the old one, or bind refresh tokens to the client. [94,96]`,
    finding('refresh-reuse-noticed', step('refresh', 'old refresh token again', undefined))`
open: The probe did not reach this step, because an earlier step did not bring what this step needs. [91]`,
    finding('refresh-reuse-noticed', step('refresh', 'old refresh token again', REFRESHED))`
open: The old refresh token still works, so the server did not treat its second use as a reuse. [96]`,
    finding('refresh-reuse-noticed', step('refresh', 'new refresh token', undefined))`
open: The probe did not reach this step, because an earlier step did not bring what this step needs. [91]`,
    finding('refresh-reuse-noticed', step('refresh', 'new refresh token', REFRESHED))`
broken: The server refused the old refresh token, but the new one still works. If a thief refreshed first, the thief has the new token. → When a replaced refresh token is used again, revoke every token of that grant. [96,98]`,
    finding('refresh-reuse-noticed', step('refresh', 'refresh', issued({ sameRefreshToken: true })))`
open: The server did not replace the refresh token. [96]`,
    finding('refresh-reuse-noticed', right('second refresh', undefined))`
open: The server refused this refresh, but no correct refresh has worked yet. [96,98]`,
    finding('refresh-reuse-noticed', step('later-request', 'refresh', undefined))`
open: The server refused this refresh, but no correct refresh has worked since, so it possibly refuses every refresh by now. [96,98]`,
    finding('refresh-reuse-noticed', step('later-request', 'refresh', REFUSED))`
open: The server refused this refresh, but it also refused the next correct one, in message 227. [96,98,227]`,
    finding(
      'refresh-reuse-noticed',
      both(
        step('refresh', 'new refresh token', { ...REFUSED, exchangeId: 900 }),
        step('later-request', 'refresh', { exchangeId: 902 }),
        right('second refresh', { exchangeId: 901 }),
      ),
    )`
open: The server refused this request, but no correct request has followed yet, so it possibly refuses everything by now. Now run the probe “A later correct request”. [96,900]`,
    finding('refresh-reuse-noticed', without('right-request'))`
open, awaits right-request: The server refused this refresh, but no correct refresh has worked yet. [96,98]`,
    finding('refresh-works', step('refresh', 'refresh', { ...REFUSED, description: 'No.' }))`
open: It refused a refresh token that it had just issued: invalid_grant (“No.”). Another refresh token worked, in message 22. [94,22]`,
    finding(
      'refresh-works',
      both(
        step('refresh', 'refresh', REFUSED),
        right('refresh', REFUSED),
        right('second refresh', undefined),
        without('later-request'),
      ),
    )`
open, awaits later-request: The server refused this request, but no correct request has followed yet, so it possibly refuses everything by now. Now run the probe “A later correct request”. [94]`,
    finding('revocation-works', right('revoke', undefined))`
open: There is no revocation endpoint to use. [26]`,
    finding('revocation-works', revoked({ status: 501 }))`
broken: The revocation endpoint answered 501, so no client can end this grant. The refresh token still works. → Publish the address of the revocation endpoint, or leave revocation_endpoint out of the metadata. [24,26]`,
    finding('revocation-works', revoked({ status: 401, error: 'invalid_client' }))`
broken: The revocation endpoint answered invalid_client, so no client can end this grant. The refresh token still works. → Revoke the refresh tokens of this client. A public client sends its client_id, and no secret (RFC 7009 §2.1). [24,26]`,
    finding('revocation-works', revoked({ content: 'web page' }))`
open: The revocation endpoint answered 200 with a web page: a proxy in front of it may have answered. [24,26]`,
    finding('revocation-works', revoked({ status: 300 }))`
open: It answered 300, so nothing shows the effect of a revocation. [24,26]`,
    finding('revocation-works', revoked({ error: 'x' }))`
open: It answered x, so nothing shows the effect of a revocation. [24,26]`,
    finding('revocation-works', revoked({}))`
broken: The refresh token still works. → Revoke the grant behind a refresh token (RFC 7009 §2.1). [24,26]`,
    finding('revocation-works', revoked({ outcome: 'timed out' }))`
open: No response of the revocation endpoint was read, and the token still works. [24,26]`,
    finding(
      'refresh-expiry-fits',
      granted({ refreshTokenTimeout: 9, authorizationExpiresIn: 9, expiresInS: 9 }),
    )`
kept [12]`,
    finding('refresh-expiry-fits', granted({ refreshTokenTimeout: 9, authorizationExpiresIn: 8 }))`
broken: refresh_token_timeout is 9, and authorization_expires_in is 8: the token would outlive the authorization. → Send whole seconds, counted from the response. Neither the refresh token nor the access token may outlive the authorization. → "expires_in": 900, "refresh_token_timeout": 604800, "authorization_expires_in": 2592000 [12]`,
    finding('refresh-expiry-fits', granted({ authorizationExpiresIn: 8, expiresInS: 9 }))`
broken: expires_in is 9, and authorization_expires_in is 8: the access token would outlive the authorization. → Send whole seconds, counted from the response. Neither the refresh token nor the access token may outlive the authorization. → "expires_in": 900, "refresh_token_timeout": 604800, "authorization_expires_in": 2592000 [12]`,
  ]);
});
