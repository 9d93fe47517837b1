import { describe } from 'vitest';
import { ISSUER } from '../../testing/browser.ts';
import {
  amongOthers,
  asking,
  BARE,
  both,
  called,
  challenged,
  denied,
  type EvidenceChange,
  erred,
  exchange,
  finding,
  granted,
  hidden,
  invalidToken,
  only,
  onlyStep,
  PAGE_INSTEAD,
  resource,
  responded,
  right,
  server,
  step,
  stopped,
  testFindings,
  tokenRefused,
  unanswered,
  unprobed,
  withoutToken,
} from '../../testing/rare-evidence.ts';

/** The server issued a code without a challenge, and refused both exchanges. */
const codeRefused: EvidenceChange = (evidence) => {
  const { 'deviating exchange': refused } = evidence.probes['wrong-verifier']?.steps ?? {};
  if (!refused) throw new Error('The probe did not run.');
  const steps = { 'exchange with a verifier': refused, 'deviating exchange': { ...refused, exchangeId: 9 } };
  const response = { exchangeId: 7, code: true };
  return amongOthers(only('no-challenge', (probe) => ({ ...probe, response, steps })))(evidence);
};

describe('a finding about sign-ins and codes, for evidence that few servers give', () => {
  testFindings([
    finding('tokens-not-kept', exchange({ headers: {} }))`
broken: The token response has no Cache-Control. → Send with every response that has a token: → Cache-Control: no-store [12]`,
    finding('bearer-type', granted({}))`
broken: The response has no token_type. → Name the token type: → "token_type": "Bearer" [12]`,
    finding('bearer-type', granted({ type: 'mac' }))`
broken: The token_type is mac. → Name the token type: → "token_type": "Bearer" [12]`,
    finding('bearer-type', exchange({ ...withoutToken, status: 400 }))`
open: The token endpoint issued no token for the code. [12]`,
    finding('short-life', granted({}))`
broken: The response has no expires_in. → Issue access tokens that live for minutes, and refresh tokens to renew them. → "expires_in": 900 [12]`,
    finding('short-life', granted({ expiresInS: 7_200 }))`
broken: They live 7200 seconds, which is longer than an hour. → Issue access tokens that live for minutes, and refresh tokens to renew them. → "expires_in": 900 [12]`,
    finding('short-life', granted({ expiresInS: 0 }))`
broken: The expires_in is 0, which is no lifetime. → Issue access tokens that live for minutes, and refresh tokens to renew them. → "expires_in": 900 [12]`,
    finding('sign-in-works', exchange({ ...withoutToken, outcome: 'unreadable' }))`
open: The token request got no response. The browser shows no response, and does not say why. Nothing shows that the server itself responded at that moment: the network, a proxy or the server may have failed. [10,11,12,20]`,
    finding('sign-in-works', exchange({ ...withoutToken, outcome: 'unreadable', reason: 'It is gone.' }))`
open: The token request got no response. It is gone. Nothing shows that the server itself responded at that moment: the network, a proxy or the server may have failed. [10,11,12,20]`,
    finding('sign-in-works', exchange({ ...withoutToken, ...hidden(503) }))`
open: The token request got no response. No. Nothing shows that the server itself responded at that moment: the network, a proxy or the server may have failed. [10,11,12,20]`,
    finding('sign-in-works', exchange({ ...withoutToken, ...hidden(400) }))`
broken: This client read no token for the code. No. → Send these headers with every response of the token endpoint. Some servers send them only to a client that is registered for pages (a single-page application), without a secret: → Access-Control-Allow-Origin: https://app.example⏎Vary: Origin [10,11,12,20]`,
    finding('sign-in-works', exchange({ ...withoutToken, outcome: 'redirected' }))`
open: The token endpoint answered this request with a redirect, although it redirected no earlier request. [10,11,12,20]`,
    finding('sign-in-works', exchange({ ...withoutToken, status: 400, content: 'web page' }))`
open: The token endpoint answered 400 with a web page, although it sent no web page before: a proxy in front of it may have answered. [10,11,12,20]`,
    finding('sign-in-works', exchange(undefined))`
broken: The token endpoint issued no token for the code: no response. → Let this client exchange its code from another origin, with a verifier and without a secret. [10,11,20]`,
    finding('sign-in-works', responded('right-request', { code: false, atPush: true }))`
broken: The server refused the pushed request: its response has no request_uri. → Make sure that the client is registered as a public client with exactly this redirect URI: → https://app.example/callback [10,7]`,
    finding('sign-in-works', called(PAGE_INSTEAD))`
kept: The MCP server answered 403 with a web page to a call with the token. [10,11,12,13]`,
    finding('sign-in-works', both(called(PAGE_INSTEAD), invalidToken({ ...PAGE_INSTEAD, status: 404 })))`
kept: The MCP server answered 403 with a web page to a call with the token. [10,11,12,13]`,
    finding('sign-in-works', both(called(PAGE_INSTEAD), invalidToken({ status: 403, content: 'text' })))`
kept: The MCP server answered 403 with a web page to a call with the token. [10,11,12,13]`,
    finding('sign-in-works', both(called(PAGE_INSTEAD), invalidToken(PAGE_INSTEAD)))`
broken: The MCP server refused the token of this sign-in, with status 403. → If the token lacks a scope, answer 403 with error="insufficient_scope" and the scopes of the call. If this account lacks a right, sign in with another one. Otherwise issue tokens whose audience is the resource identifier of the MCP server. [10,11,12,13]`,
    finding('sign-in-works', exchange({ ...withoutToken, status: 403, description: 'Blocked.' }))`
open: The token endpoint answered 403 (“Blocked.”), which finds no fault in the request. A firewall in front of it may have answered. [10,11,12,20]`,
    finding('sign-in-works', responded('right-request', { code: false, atPush: true, pushStatus: 401 }))`
open: The endpoint for pushed requests answered 401, which says nothing about the request. [7]`,
    finding(
      'sign-in-works',
      responded('right-request', { code: false, atPush: true, pushStatus: 400, retryAfter: '30' }),
    )`
open: The endpoint for pushed requests answered 400, which says nothing about the request. [7]`,
    finding(
      'sign-in-works',
      responded('right-request', {
        code: false,
        atPush: true,
        pushStatus: 401,
        refused: true,
        error: 'invalid_client',
      }),
    )`
broken: The server refused the pushed request: invalid_client. → Make sure that the client is registered as a public client with exactly this redirect URI: → https://app.example/callback [10,7]`,
    finding('sign-in-works', amongOthers(responded('right-request', { code: false })))`
open: The server answered without a code. It issued a code for the same request of another probe, so a proxy or the server may have failed at that moment. [10,7]`,
    finding('sign-in-works', called({ status: 401, description: 'No. Never.' }))`
broken: The MCP server refused the token of this sign-in, with status 401: “No. Never”. → The audience of the token is right. Look for the reason in the log of the MCP server: perhaps it does not trust this issuer or its keys, or wants another claim. [10,11,12,13]`,
    finding('sign-in-works', called({ status: 404, ...asking('Bearer error="insufficient_scope"') }))`
kept: The MCP server answered 404 to a call with the token. [10,11,12,13]`,
    finding('sign-in-works', called({ status: 405 }))`
kept: The MCP server answered 405 to a call with the token. If this address has only the transport HTTP+SSE of MCP 2024-11-05, use the address of Streamable HTTP, often /mcp beside /sse. [10,11,12,13]`,
    finding('sign-in-works', called({ status: 403, ...asking('Custom error="insufficient_scope"') }))`
kept: The MCP server answered 403 to a call with the token, because the token lacks a scope: Custom error="insufficient_scope". The challenge does not name the scope, so a client cannot ask for it. [10,11,12,13]`,
    finding('sign-in-works', exchange({ ...withoutToken, status: 403, ...asking('Basic realm="x"') }))`
open: The token endpoint answered 403, which finds no fault in the request. A firewall in front of it may have answered. [10,11,12,20]`,
    finding(
      'sign-in-works',
      exchange({ ...withoutToken, status: 403, error: 'access_denied', description: 'Blocked.' }),
    )`
open: The token endpoint answered 403 (access_denied: “Blocked”), which finds no fault in the request. A firewall in front of it may have answered. [10,11,12,20]`,
    finding('sign-in-works', right('right exchange', denied('invalid_grant')))`
open: The token endpoint answered invalid_grant to the token request. It issued a token for the same request of another probe, so a proxy or the server may have failed at that moment. [10,11,12,20]`,
    finding('sign-in-works', exchange({ ...withoutToken, content: 'JSON, not JSON-RPC' }))`
broken: The token endpoint issued no token for the code: 200, with application/json, and no JSON object with an access_token. → Send the tokens as the members of a JSON object, with Content-Type: application/json (RFC 6749 §5.1). [10,11,12,20]`,
    finding(
      'sign-in-works',
      both(
        challenged({ 'www-authenticate': 'Bearer' }),
        resource({ scopes_supported: [] }),
        exchange(denied('invalid_scope')),
      ),
    )`
broken: The token endpoint issued no token for the code: invalid_scope. → Neither the challenge nor the resource metadata names a scope. Name the scopes that a client needs, in both: → "scopes_supported": ["…"] [10,11,12,20]`,
    finding('sign-in-works', exchange({ ...withoutToken, status: 401, ...asking('Basic') }))`
broken: The token endpoint issued no token for the code: 401. → Let this client exchange its code from another origin, with a verifier and without a secret. [10,11,12,20]`,
    finding('sign-in-works', exchange({ ...withoutToken, status: 409 }))`
open: The token endpoint answered 409, which finds no fault in the request. A firewall in front of it may have answered. [10,11,12,20]`,
    finding('sign-in-works', both(exchange({ ...withoutToken, status: 403 }), tokenRefused({ status: 403 })))`
broken: The token endpoint issued no token for the code: 403. → Let this client exchange its code from another origin, with a verifier and without a secret. [10,11,12,20]`,
    finding('sign-in-works', exchange({ ...withoutToken, outcome: 'blocked', status: 0 }))`
open: The Content-Security-Policy of this page does not let it call https://as.example. [10,11,12,20]`,
    finding('sign-in-works', exchange({ ...withoutToken, outcome: 'timed out', status: 0 }))`
open: https://as.example did not answer within ten seconds. [10,11,12,20]`,
    finding(
      'sign-in-works',
      responded('right-request', { code: true, iss: 'https://b.example', ignored: 'iss is wrong' }),
    )`
broken: The response says that it comes from another issuer. A client must stop here, so no code was sent. → Send this with every authorization response: → iss=https%3A%2F%2Fas.example%2Fidp [7]`,
    finding('sign-in-works', called({ outcome: 'redirected', status: 0 }))`
open: The sign-in brought a token, but a call with it was not served. It answers with a redirect, which this page does not follow. [10,11,12,13]`,
    finding('sign-in-works', called({ outcome: 'unreadable', status: 0 }))`
open: The sign-in brought a token, but the call with it got no response. The browser shows no response, and does not say why. Nothing shows that the server itself responded at that moment: the network, a proxy or the server may have failed. [10,11,12,13]`,
    finding('sign-in-works', called(hidden(400)))`
broken: The sign-in brought a token, but the response of the MCP server to a call with it could not be read. No. → Send these headers with every response, not only with refusals: → Access-Control-Allow-Origin: https://app.example⏎Vary: Origin [10,11,12,13]`,
    finding('sign-in-works', called({ outcome: 'timed out', status: 0 }))`
open: The sign-in brought a token, but a call with it was not served. https://mcp.example did not answer within ten seconds. [10,11,12,13]`,
    finding('sign-in-works', called({ status: 300, content: 'text' }))`
kept: The MCP server answered 300 to a call with the token. [10,11,12,13]`,
    finding('sign-in-works', called({ outcome: 'too large', status: 300 }))`
kept: A call with the token got the status 300. Its response is larger than 512 KiB. The rest was not read. [10,11,12,13]`,
    finding('sign-in-works', called({ status: 401, error: 'insufficient_user_authentication' }))`
open: The MCP server demands another authentication of the person (RFC 9470): insufficient_user_authentication. This report does not request it. [10,11,12,13]`,
    finding('sign-in-works', exchange({ ...withoutToken, status: 300 }))`
broken: The token endpoint issued no token for the code: 300. → Let this client exchange its code from another origin, with a verifier and without a secret. [10,11,12,20]`,
    finding(
      'sign-in-works',
      both(
        server({ scopes_supported: ['offline_access', 'openid'] }),
        exchange(denied('invalid_scope', 'No offline_access, openid.')),
      ),
    )`
broken: The token endpoint issued no token for the code: invalid_scope: “No offline_access, openid”. → The request has openid and offline_access only because the metadata of the authorization server lists it. Allow it for every client, or remove it from the scopes_supported of the authorization server. [10,11,12,20]`,
    finding('sign-in-works', exchange(denied('invalid_request', 'The scope is missing.')))`
broken: The token endpoint issued no token for the code: invalid_request: “The scope is missing”. → Accept a token request without the parameter scope: a client sends it with the authorization request only (RFC 6749 §4.1.3). [10,11,12,20]`,
    finding('sign-in-works', exchange(denied('invalid_target', 'No.')))`
broken: The token endpoint issued no token for the code: invalid_target: “No”. → The refusal is about the resource (RFC 8707). Let the authorization server issue tokens for the resource of the MCP server: → resource=https://mcp.example/mcp [10,11,12,20]`,
    finding('sign-in-works', exchange(denied('invalid_request', 'No.')))`
broken: The token endpoint issued no token for the code: invalid_request: “No”. → The authorization server names the reason. Look in its documentation for this error, and in its log for this request. [10,11,12,20]`,
    finding('sign-in-works', exchange(denied('invalid_grant', 'The client is unknown.')))`
broken: The token endpoint issued no token for the code: invalid_grant: “The client is unknown”. → Let this client exchange its code from another origin, with a verifier and without a secret. [10,11,12,20]`,
    finding(
      'wrong-verifier-refused',
      only('wrong-verifier', ({ response: _, ...probe }) => ({
        ...probe,
        status: 'no response',
        strayed: true,
      })),
    )`
open: A response arrived, but without the state of the request (RFC 6749 §4.1.2), so it was ignored. [32]`,
    finding(
      'wrong-verifier-refused',
      only('wrong-verifier', ({ response: _, ...probe }) => ({
        ...probe,
        pushed: { exchangeId: 7, url: `${ISSUER}/par`, outcome: 'redirected', status: 0, headers: {} },
      })),
    )`
open: The pushed request got no readable response. It answers with a redirect, which this page does not follow. [7]`,
    finding('wrong-verifier-refused', onlyStep('wrong-verifier', 'deviating exchange', undefined))`
open: The probe did not reach this step, because an earlier step did not bring what this step needs. [33]`,
    finding(
      'wrong-verifier-refused',
      onlyStep('wrong-verifier', 'deviating exchange', { ...BARE, status: 403, error: 'Forbidden' }),
    )`
open: It answered 403 without an OAuth error (RFC 6749 §5.2), so a proxy or a firewall may have answered. [35]`,
    finding('wrong-verifier-refused', stopped('wrong-verifier'))`
open: The probe was stopped before this step. [33]`,
    finding('wrong-verifier-refused', step('wrong-verifier', 'right exchange', denied('invalid_client')))`
open: It also answered the correct exchange that followed with invalid_client, so nothing shows what is wrong with the first exchange. [35,36]`,
    finding(
      'wrong-verifier-refused',
      step('wrong-verifier', 'right exchange', { ...BARE, ...withoutToken, status: 418 }),
    )`
open: It also answered the correct exchange that followed with 418, so nothing shows what is wrong with the first exchange. [35,36]`,
    finding('wrong-verifier-refused', step('wrong-verifier', 'right exchange', denied('invalid_grant')))`
kept: The server also refused the correct exchange that followed: the first exchange may have used up the code. [35,36]`,
    finding('wrong-verifier-refused', step('wrong-verifier', 'right exchange', undefined))`kept [35]`,
    finding('wrong-verifier-refused', step('wrong-verifier', 'deviating exchange', { ...BARE, status: 400 }))`
kept: It answered 400 and gave no reason that clients can read. [35,36]`,
    finding('plain-refused', responded('plain', { code: true }))`
open: A code came, but the probe did not see whether the server exchanges it. [55,7]`,
    finding('plain-refused', erred('plain', 'access_denied'))`
open: The response was access_denied, which is unrelated to the deviation. [7]`,
    finding('plain-refused', erred('plain', 'access_denied', { description: 'Cancelled' }))`
open: The response was access_denied (“Cancelled”), which is unrelated to the deviation. [7]`,
    finding('plain-refused', unanswered('plain', 'stopped'))`
open: The probe “The method plain” was stopped. [55]`,
    finding('plain-refused', unanswered('plain', 'left'))`
open: The probe “The method plain” left for the server, and no response has come back yet. [55]`,
    finding('plain-refused', unprobed)`open, awaits plain: The probe “The method plain” has not run. []`,
    finding(
      'plain-refused',
      amongOthers(erred('plain', 'invalid_request', { description: 'The redirect_uri is wrong.' })),
    )`
open: The response was invalid_request: “The redirect_uri is wrong.”, which is about another part of the request. [7]`,
    finding(
      'plain-refused',
      amongOthers(erred('plain', 'invalid_client', { atPush: true, pushStatus: 400 })),
    )`
open: At the endpoint for pushed requests: It answered invalid_client, which is about the client and not about the request. [7]`,
    finding('redirect-uri-exact', responded('changed-redirect-uri', { code: true }))`
kept: It answered without an error at the registered redirect URI. Only the query of the redirect URI was wrong. [61,7]`,
    finding('redirect-uri-exact', amongOthers(erred('changed-redirect-uri', 'redirect_uri_mismatch')))`
kept: It answered redirect_uri_mismatch at the registered redirect URI. Only the query of the redirect URI was wrong. [61,7]`,
    finding(
      'redirect-uri-exact',
      amongOthers(erred('changed-redirect-uri', 'redirect_uri_mismatch', { atPush: true, pushStatus: 400 })),
    )`
kept: It refused the pushed request: redirect_uri_mismatch. Only the query of the redirect URI was wrong. [7]`,
    finding('redirect-uri-exact', erred('changed-redirect-uri', 'access_denied', { atAnotherUri: true }))`
broken: It sent its response to a redirect URI that is not registered. → Compare redirect URIs as whole strings. On a mismatch, show an error page and do not redirect. [61,7]`,
    finding('redirect-uri-exact', responded('changed-redirect-uri', { code: true, atAnotherUri: true }))`
broken: It sent its response to a redirect URI that is not registered, with a code. → Compare redirect URIs as whole strings. On a mismatch, show an error page and do not redirect. [61,7]`,
    finding('downgrade-refused', amongOthers(erred('no-challenge', 'invalid_request')))`
open: The request without a challenge got no code, so there is no code to test. [7]`,
    finding('downgrade-refused', codeRefused)`kept [35]`,
    finding('challenge-required', codeRefused)`
open: The server issued a code for a request without a challenge. It refused this code with a verifier, and then without a verifier. The first of these token requests may have used up the code, so it is not known whether the server accepts such a code without a verifier. [7,35,9]`,
    finding('tokens-as-json', granted({ form: true }))`
broken: It sends the tokens as a form. This app reads it, but many clients read only JSON. → Send the tokens as the members of a JSON object: → Content-Type: application/json [12]`,
    finding('tokens-as-json', exchange({ ...withoutToken, tokenAt: 'data.access_token' }))`
open: The token endpoint issued no token for the code. [12]`,
    finding('iss-in-answers', responded('right-request', { code: true }))`
broken: The response has no iss. Its metadata announces iss, so clients must stop here. → Send this with every authorization response, exactly as in the metadata: → iss=https%3A%2F%2Fas.example%2Fidp [7]`,
    finding(
      'iss-in-answers',
      responded('right-request', { code: true, iss: 'https://b.example', ignored: 'iss is wrong' }),
    )`
broken: The response has iss=https://b.example, but the issuer is https://as.example/idp. Clients must stop here. → Send this with every authorization response, exactly as in the metadata: → iss=https%3A%2F%2Fas.example%2Fidp [7]`,
  ]);
});
