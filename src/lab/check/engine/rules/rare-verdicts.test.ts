import { describe } from 'vitest';
import { SERVER } from '../../testing/browser.ts';
import {
  audiences,
  BARE,
  both,
  callsAlone,
  deviating,
  type EvidenceChange,
  finding,
  from,
  issued,
  only,
  onlyStep,
  resource,
  SERVED,
  step,
  testFindings,
  withoutToken,
} from '../../testing/rare-evidence.ts';

const TOKEN = 'dpop-token-endpoint';
const REFRESH = 'dpop-refresh';
const CALL = 'dpop-server';
const refused = (error: string, status = 400) => ({ ...BARE, ...withoutToken, status, error });
const otherNonce = (status?: number) => refused('use_dpop_nonce', status);
const TIMED_OUT = { outcome: 'timed out', status: 0 } as const;
const LOST = { outcome: 'unreadable' } as const;
const OPEN = { outcome: 'answered', status: 200 } as const;
const UNAUTHORIZED = deviating({ status: 401, content: 'text' });
const UNAUTHORIZED_CALL = { ...BARE, status: 401, content: 'text' } as const;
const ofType = issued({ type: 'mac' });

/** The steps of the probe without a resource count as the steps of the probe with a wrong resource. */
const asWrongResource: EvidenceChange = ({ probes: { 'no-resource': other, ...probes }, ...evidence }) => ({
  ...evidence,
  probes: { ...probes, ...(other && { 'wrong-resource': other }) },
});

describe('a finding, for one changed response of a good server', () => {
  testFindings([
    finding('no-cookies', step('cookies', 'MCP server afterwards', LOST))`
open: The browser shows no response, and does not say why. Nothing shows that the server itself responded at that moment: the network, a proxy or the server may have failed. [232,234]`,
    finding('no-cookies', step('cookies', 'token endpoint afterwards', LOST))`
open: The browser shows no response, and does not say why. Nothing shows that the server itself responded at that moment: the network, a proxy or the server may have failed. [232,234]`,
    finding('no-cookies', step('cookies', 'MCP server with cookies', { outcome: 'redirected' }))`
kept: This was seen from the origin of this page, and from no other. [232,234]`,
    finding('no-cookies', step('cookies', 'MCP server with cookies', TIMED_OUT))`
open: https://mcp.example did not answer within ten seconds. [232,234]`,
    finding('no-cookies', from('https://mcp.example', 'cookies'))`
kept: This was seen from the origin of this page, and from no other. [234]`,
    finding(
      'no-cookies',
      both(
        step('cookies', 'MCP server with cookies', OPEN),
        step('cookies', 'token endpoint with cookies', OPEN),
      ),
    )`
broken: It let this page read responses to requests with cookies: https://mcp.example/mcp, https://as.example/idp/token. → Leave out Access-Control-Allow-Credentials: tokens come in a header, and with cookies a page could act as its visitor. [232,234]`,
    finding('dpop-token-htm', step(TOKEN, 'token request, wrong htm', otherNonce()))`
open: It demanded another nonce, so it may not have looked at the rest of the proof. [128]`,
    finding('dpop-token-htm', step(TOKEN, 'token request', ofType))`
open: It issued a token of the type mac, so it may not have looked at the proof. [139]`,
    finding('dpop-token-htm', step(TOKEN, 'token request', otherNonce()))`
open: It also refused the request with a right proof (use_dpop_nonce), so a refusal proves nothing. It may have used up the code or the token at a wrong proof, and the clock of this device may be wrong. [139]`,
    finding('dpop-token-htm', step(TOKEN, 'token request, wrong htm', undefined))`
open: There was no grant left for this request: the server issued no refresh token. []`,
    finding('dpop-token-htm', step(TOKEN, 'token request, wrong htm', TIMED_OUT))`
open: https://as.example did not answer within ten seconds. [128]`,
    finding('dpop-code-bound', step('dpop-code', 'bound exchange, another key', otherNonce()))`
open: It demanded another nonce, so it may not have looked at the rest of the proof. [151]`,
    finding('dpop-code-bound', step('dpop-code', 'bound exchange', refused('invalid_grant')))`
kept: The server also refused the right key that followed: the wrong one may have used up the code. Another code worked with its key. [151,160]`,
    finding('dpop-code-bound', step('dpop-code', 'bound exchange, another key', undefined))`
open: There was no grant left for this request: the server issued no refresh token. [154]`,
    finding('dpop-refresh-bound', step(REFRESH, 'bound refresh, another key', otherNonce()))`
open: It demanded another nonce, so it may not have looked at the rest of the proof. [164]`,
    finding('dpop-refresh-bound', step(REFRESH, 'bound refresh, none', otherNonce()))`kept [162,164,165]`,
    finding('dpop-refresh-bound', step(REFRESH, 'bound refresh, none', otherNonce(503)))`
open: It answered 503 (use_dpop_nonce), which is not a refusal. [162]`,
    finding('dpop-refresh-bound', step(REFRESH, 'bound refresh', refused('invalid_grant')))`
open: It also refused the request with a right proof (invalid_grant), so a refusal proves nothing. It may have used up the code or the token at a wrong proof, and the clock of this device may be wrong. [165]`,
    finding('dpop-refresh-bound', step(REFRESH, 'bound refresh, none', undefined))`
open: There was no grant left for this request: the server issued no refresh token. [160]`,
    finding('dpop-call-missing', step(CALL, 'call, none', otherNonce(401)))`kept [177,175,218]`,
    finding('dpop-call-bearer', step(CALL, 'call, as bearer', otherNonce(401)))`kept [179,175,218]`,
    finding('dpop-token-nonce', step(TOKEN, 'token request, no nonce', otherNonce(401)))`kept [132,134,139]`,
    finding('dpop-token-nonce', step(TOKEN, 'token request, no nonce', otherNonce(503)))`
open: It answered 503 (use_dpop_nonce), which is not a refusal. [132]`,
    finding(
      'dpop-token-nonce',
      both(
        step(TOKEN, 'token request, no nonce', undefined),
        step(TOKEN, 'token request, unknown nonce', undefined),
      ),
    )`
open: It gave out no nonce, which is allowed. [139]`,
    finding(
      'dpop-token-nonce',
      step(TOKEN, 'token request, no nonce', { ...otherNonce(), headers: { 'retry-after': '1' } }),
    )`
open: It answered 400 (use_dpop_nonce), which is not a refusal. [132]`,
    finding('dpop-token-replay', step(TOKEN, 'token request, used before', otherNonce(503)))`
open: It answered 503 (use_dpop_nonce), which is not a refusal. [140]`,
    finding('dpop-token-replay', step(TOKEN, 'token request, used before', otherNonce()))`
kept: The second time it answered use_dpop_nonce. [140,141]`,
    finding('dpop-token-type', step(TOKEN, 'token request', refused('invalid_request')))`
open: It also refused the request with a right proof (invalid_request), so a refusal proves nothing. It may have used up the code or the token at a wrong proof, and the clock of this device may be wrong. [139]`,
    finding('dpop-token-type', step(TOKEN, 'token request', undefined))`
open: There was no grant left for this request: the server issued no refresh token. []`,
    finding('audience-checked', asWrongResource)`kept [82]`,
    finding('audience-checked', both(deviating(SERVED), asWrongResource))`
broken: It accepted a token that was not issued for it. → Accept a token only if its audience is this server’s resource identifier. [82,13]`,
    finding(
      'audience-checked',
      both(resource({ resource: 'https://mcp.example' }), audiences(['https://mcp.example'], [SERVER])),
    )`
open: The token of this probe is for this server, too. [82]`,
    finding('audience-checked', both(audiences(undefined, [SERVER]), UNAUTHORIZED))`kept [82]`,
    finding('audience-checked', both(audiences(['a'], undefined), UNAUTHORIZED))`kept [82]`,
    finding('audience-checked', both(audiences(['a'], ['a']), UNAUTHORIZED))`kept [82]`,
    finding('dpop-call-replay', step(CALL, 'call, used before', { ...BARE, status: 503, content: 'text' }))`
open: It answered 503, which says nothing about the token. [219]`,
    finding('dpop-call-replay', step(CALL, 'call, used before', SERVED))`
open: It accepted the same proof twice, which is allowed: a server does not have to remember proofs. [219,218]`,
    finding('dpop-readable', onlyStep(TOKEN, 'token request, wrong htm', { ...LOST, status: 0 }))`
open: The browser shows no response, and does not say why. Nothing shows that the server itself responded at that moment: the network, a proxy or the server may have failed. [128]`,
    finding(
      'dpop-readable',
      only(TOKEN, ({ steps: { 'token request': right }, ...probe }) => {
        if (!right) throw new Error('The probe did not run.');
        const { proof: _, nonce: __, ...afterwards } = right;
        const lost = { ...right, ...LOST, status: 0 };
        return { ...probe, steps: { 'token request': lost, 'token endpoint afterwards': afterwards } };
      }),
    )`
open: The browser shows no response, and does not say why. Nothing shows that the server itself responded at that moment: the network, a proxy or the server may have failed. [139]`,
    finding(
      'dpop-readable',
      only(TOKEN, ({ steps: { 'token request': right }, ...probe }) => {
        if (!right) throw new Error('The probe did not run.');
        const { proof: _, nonce: __, ...afterwards } = right;
        const lost = { ...right, ...LOST, status: 0 };
        const responds = { ...afterwards, outcome: 'opaque' as const, status: 0 };
        const steps = {
          'token request': lost,
          'token request again': { ...lost },
          'token endpoint afterwards': responds,
        };
        return { ...probe, steps };
      }),
    )`
open: The browser shows no response, and does not say why. The page could not read the response to a request without a proof either, so nothing shows that the proof is the reason. [139]`,
    finding('serves-or-asks', callsAlone({ ...SERVED, status: 300 }))`
broken: It answered a call with 300 (JSON-RPC result: “unauthorized”). → Its message mentions credentials. To a call without a token, answer 401 with a challenge that names the resource metadata: no other answer tells a client to sign in. [1]`,
    finding('serves-or-asks', callsAlone({ ...SERVED, content: 'event stream' }))`kept [1]`,
    finding(
      'serves-or-asks',
      callsAlone({ status: 403, content: 'text', errorText: 'Blocked in your region.' }),
    )`
open: It answered a call with 403 (text: “Blocked in your region.”). It may refuse calls from the region of this client. Check it again from another network. [1]`,
    finding('serves-or-asks', callsAlone({ status: 403, content: 'text', errorText: 'Geofenced.' }))`
open: It answered a call with 403 (text: “Geofenced.”). It may refuse calls from the region of this client. Check it again from another network. [1]`,
    finding(
      'dpop-call-nonce',
      both(
        step(CALL, 'call, no nonce', undefined),
        step(CALL, 'call, unknown nonce', undefined),
        step(CALL, 'call with a proof again', undefined),
      ),
    )`
open: It gave out no nonce, which is allowed. [175]`,
    finding('dpop-call-works', step(CALL, 'call with a proof', UNAUTHORIZED_CALL))`kept [218]`,
    finding(
      'dpop-call-works',
      both(
        step(CALL, 'call with a proof', UNAUTHORIZED_CALL),
        step(CALL, 'call with a proof again', UNAUTHORIZED_CALL),
      ),
    )`
broken: It refused the bound token with a right proof: 401. → Accept the scheme DPoP: compare the proof with the public address of the server, and its key with cnf.jkt of the token. The clock of this device may also be wrong. [175]`,
    finding(
      'dpop-call-works',
      both(
        step(CALL, 'call with a proof', UNAUTHORIZED_CALL),
        step(CALL, 'call with a proof again', UNAUTHORIZED_CALL),
        step('later-request', 'call', { proof: true }),
      ),
    )`
open: It refused the bound token with a right proof: 401. It served the call in message 13, and a later one. [175,13,226]`,
    finding('dpop-call-age', step(CALL, 'call, old iat', SERVED))`
kept: It accepted an iat of another day together with its own nonce, which is allowed (RFC 9449 §4.3): the nonce says when the proof was made. [209,211,175,218]`,
    finding('dpop-token-age', step(TOKEN, 'token request, old iat', ofType))`
open: It issued a token of the type mac, so it may not have looked at the proof. [136]`,
  ]);
});
