import { describe } from 'vitest';
import { SERVER } from '../../testing/browser.ts';
import {
  atInitialize,
  authorizing,
  both,
  callsAlone,
  type EvidenceChange,
  finding,
  firstCall,
  from,
  hidden,
  OTHERWISE,
  refusingHeaders,
  registered,
  server,
  skipped,
  testFindings,
  tokenRefused,
  unprobed,
  withoutTokenEndpoint,
} from '../../testing/rare-evidence.ts';
import type { Evidence } from '../evidence.ts';

const LOST = { outcome: 'unreadable', status: 0 } as const;

const permitted = (localNetworkAccess: Evidence['localNetworkAccess']) => (evidence: Evidence) => ({
  ...evidence,
  serverUrl: 'http://localhost/mcp',
  localNetworkAccess,
});
const withoutAuthorization: EvidenceChange = ({ authorizationEndpoint: _, ...evidence }) => evidence;

const moved = (redirectsTo: string) => firstCall({ outcome: 'redirected', status: 0, redirectsTo });

describe('a finding about what a page can reach, for evidence that few servers give', () => {
  testFindings([
    finding('reachable', ({ challenge: _, ...evidence }) => evidence)`open: It got no request. []`,
    finding('reachable', firstCall(LOST, { simple: {}, simplePost: LOST }))`
broken: The browser showed the response to a simple GET (401), but no response to the POST of an MCP client, which needs a preflight. It shows no response to a POST that needs no preflight either. → Answer OPTIONS before the check of the bearer token, with a status of 200 to 299. Send these headers with that response and with every response to POST. The command below them, for a POSIX shell (sh, bash, zsh), shows the current response: → Access-Control-Allow-Origin: https://app.example⏎Vary: Origin⏎Access-Control-Allow-Methods: GET, POST, DELETE⏎Access-Control-Allow-Headers: content-type, authorization, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, last-event-id⏎⏎curl -i -X OPTIONS 'https://mcp.example/mcp' \\⏎  -H 'Origin: https://app.example' \\⏎  -H 'Access-Control-Request-Method: POST' \\⏎  -H 'Access-Control-Request-Headers: content-type,authorization,mcp-protocol-version,mcp-method,mcp-name,mcp-session-id,last-event-id' [1]`,
    finding('reachable', firstCall(hidden(400), { simple: {} }))`
broken: The browser showed the response to a simple GET (401), but no response to the POST of an MCP client, which needs a preflight. No. → Answer OPTIONS before the check of the bearer token, with a status of 200 to 299. Send these headers with that response and with every response to POST. The command below them, for a POSIX shell (sh, bash, zsh), shows the current response: → Access-Control-Allow-Origin: https://app.example⏎Vary: Origin⏎Access-Control-Allow-Methods: GET, POST, DELETE⏎Access-Control-Allow-Headers: content-type, authorization, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, last-event-id⏎⏎curl -i -X OPTIONS 'https://mcp.example/mcp' \\⏎  -H 'Origin: https://app.example' \\⏎  -H 'Access-Control-Request-Method: POST' \\⏎  -H 'Access-Control-Request-Headers: content-type,authorization,mcp-protocol-version,mcp-method,mcp-name,mcp-session-id,last-event-id' [1]`,
    finding(
      'reachable',
      firstCall(LOST, { otherSlash: { url: `${SERVER}/`, status: 400, content: 'JSON-RPC error' } }),
    )`
broken: At https://mcp.example/mcp: The browser shows no response, and does not say why.⏎At https://mcp.example/mcp/: it answers as an MCP server. → Use the address with the slash at its end: → https://mcp.example/mcp/ [1]`,
    finding('reachable', firstCall({ status: 404 }, { otherSlash: { url: `${SERVER}/` } }))`
broken: At https://mcp.example/mcp: It answered 404.⏎At https://mcp.example/mcp/: it answers as an MCP server. → Use the address with the slash at its end: → https://mcp.example/mcp/ [1]`,
    finding(
      'reachable',
      firstCall({ outcome: 'timed out', status: 0 }, { otherSlash: { url: `${SERVER}/` } }),
    )`
broken: At https://mcp.example/mcp: https://mcp.example did not answer within ten seconds.⏎At https://mcp.example/mcp/: it answers as an MCP server. → Use the address with the slash at its end: → https://mcp.example/mcp/ [1]`,
    finding('reachable', firstCall({ ...LOST, reason: 'No.' }, { simple: {} }))`open: No. [1]`,
    finding('reachable', firstCall(LOST, { simple: { status: 503 } }))`
open: It answered 503, and says that it failed or is busy. [1]`,
    finding('reachable', firstCall({ outcome: 'too large' }))`
kept: It answered with more than 512 KiB; this report did not read the rest. [1]`,
    finding('preflight', from('https://mcp.example'))`
open: It has the origin of this page, so CORS does not apply. [2]`,
    finding('preflight', refusingHeaders(['MCP-Protocol-Version', 'Mcp-Session-Id']))`
broken: It refuses MCP-Protocol-Version, Mcp-Session-Id. → Answer the preflight with these headers. The command below them, for a POSIX shell (sh, bash, zsh), shows the current response: → Access-Control-Allow-Origin: https://app.example⏎Vary: Origin⏎Access-Control-Allow-Methods: GET, POST, DELETE⏎Access-Control-Allow-Headers: content-type, authorization, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, last-event-id⏎⏎curl -i -X OPTIONS 'https://mcp.example/mcp' \\⏎  -H 'Origin: https://app.example' \\⏎  -H 'Access-Control-Request-Method: POST' \\⏎  -H 'Access-Control-Request-Headers: content-type,authorization,mcp-protocol-version,mcp-method,mcp-name,mcp-session-id,last-event-id' [2]`,
    finding('preflight', refusingHeaders([]))`
broken: The browser shows no response, and does not say why. Each header alone is allowed; together they are not. → Answer the preflight with these headers. The command below them, for a POSIX shell (sh, bash, zsh), shows the current response: → Access-Control-Allow-Origin: https://app.example⏎Vary: Origin⏎Access-Control-Allow-Methods: GET, POST, DELETE⏎Access-Control-Allow-Headers: content-type, authorization, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, last-event-id⏎⏎curl -i -X OPTIONS 'https://mcp.example/mcp' \\⏎  -H 'Origin: https://app.example' \\⏎  -H 'Access-Control-Request-Method: POST' \\⏎  -H 'Access-Control-Request-Headers: content-type,authorization,mcp-protocol-version,mcp-method,mcp-name,mcp-session-id,last-event-id' [2]`,
    finding('preflight', refusingHeaders(['Mcp-Name', 'Mcp-Method']))`
kept: It refuses Mcp-Name, Mcp-Method. [2]`,
    finding('preflight', refusingHeaders([], { to: 'request', status: 400 }))`kept [2]`,
    finding('token-endpoint-readable', from('https://as.example'))`
open: It has the origin of this page, so CORS does not apply. [5]`,
    finding(
      'token-endpoint-readable',
      both(tokenRefused(hidden(400)), unprobed, (evidence) => ({ ...evidence, clientId: '' })),
    )`
open: No. Some servers allow only the origins of a registered client: check again with your client ID. [5]`,
    finding('token-endpoint-readable', both(tokenRefused(hidden(400)), unprobed))`
broken: No. → Allow this origin for the client this-app, on the token and revocation endpoints, including error responses: → Access-Control-Allow-Origin: https://app.example⏎Vary: Origin [5]`,
    finding(
      'token-endpoint-readable',
      both(withoutTokenEndpoint, skipped({ member: 'token_endpoint', why: 'not confirmed' })),
    )`
open: You did not confirm https://nas.example/as. Check the server again to confirm it. []`,
    finding('token-endpoint-readable', both(withoutTokenEndpoint, skipped({ member: 'issuer' })))`
open: No token_endpoint was found. []`,
    finding('registration-readable', from('https://as.example'))`
open: It has the origin of this page, so CORS does not apply. [6]`,
    finding('registration-readable', skipped({ member: 'registration_endpoint', why: 'not confirmed' }))`
open: You did not confirm https://nas.example/as. Check the server again to confirm it. []`,
    finding('registration-readable', skipped({ member: 'issuer' }))`
kept: It answered 400 (“Send the client metadata as a JSON object.”) to an invalid registration. [6]`,
    finding('registration-readable', registered({ status: 201 }))`
kept: It answered 201 (“Send the client metadata as a JSON object.”) to an invalid registration. [6]`,
    finding('registration-readable', registered({ status: 501 }))`
broken: It answered 501 (“Send the client metadata as a JSON object.”) to an invalid registration. → Publish the address of the registration endpoint, or do not announce one. Otherwise, register this app beforehand and enter its client ID here. [6]`,
    finding('registration-readable', registered({ status: 503 }))`
open: It answered 503 (“Send the client metadata as a JSON object.”) to an invalid registration. This does not show whether it accepts a valid one. [6]`,
    finding(
      'registration-readable',
      both(registered({ outcome: 'unreadable', status: 0 }), ({ tokenEndpoint, ...evidence }) => ({
        ...evidence,
        ...(tokenEndpoint && { endpointsWithoutCors: [{ ...tokenEndpoint, outcome: 'opaque' }] }),
      })),
    )`
open: The browser shows no response, and does not say why. Nothing shows that the server itself responded at that moment: the network, a proxy or the server may have failed. [6]`,
    finding('registration-readable', registered({ status: 401, content: 'web page' }))`
open: It answered 401 (“Send the client metadata as a JSON object.”) to an invalid registration. This does not show whether it accepts a valid one. [6]`,
    finding('registration-readable', registered({ status: 401, content: 'text' }))`
broken: It answered 401 (“Send the client metadata as a JSON object.”) to an invalid registration. → Accept registrations without an initial access token, or do not announce the endpoint. Otherwise, register this app beforehand and enter its client ID here. [6]`,
    finding('registration-readable', registered({ status: 404, content: 'web page' }))`
broken: It answered 404 (“Send the client metadata as a JSON object.”) to an invalid registration. → Publish the address of the registration endpoint, or do not announce one. Otherwise, register this app beforehand and enter its client ID here. [6]`,
    finding(
      'registration-readable',
      registered({ outcome: 'redirected', redirectsTo: 'https://a.example/x' }),
    )`
broken: It answers a registration with a redirect to https://a.example/x. Few clients follow a redirect of a POST. → Publish the address that it redirects to as the registration_endpoint. If that is a page where people sign in, let registrations pass without a sign-in, or register this app beforehand and enter its client ID here. [6]`,
    finding('registration-readable', registered(hidden(400)))`
broken: No. → Pages cannot register here. Allow it with these headers, or register this app beforehand and enter its client ID here. The command below them, for a POSIX shell (sh, bash, zsh), shows the current response: → Access-Control-Allow-Origin: https://app.example⏎Vary: Origin⏎Access-Control-Allow-Methods: GET, POST, DELETE⏎Access-Control-Allow-Headers: content-type⏎⏎curl -i -X OPTIONS 'https://as.example/idp/register' \\⏎  -H 'Origin: https://app.example' \\⏎  -H 'Access-Control-Request-Method: POST' \\⏎  -H 'Access-Control-Request-Headers: content-type' [6]`,
    finding('authorization-endpoint-closed', authorizing({ outcome: 'redirected' }))`
kept: It redirects, and this page cannot read where. [5]`,
    finding('authorization-endpoint-closed', authorizing({ headers: {} }))`
broken: It let this page read its response (Access-Control-Allow-Origin: not shown). → Send no CORS headers from the authorization endpoint: browsers navigate there, and no script needs to read it. [5]`,
    finding('authorization-endpoint-closed', authorizing(hidden(400)))`
kept: This was seen from the origin of this page, and from no other. [5]`,
    finding('authorization-endpoint-closed', authorizing(LOST))`
open: The browser shows no response, and does not say why. Nothing shows that the server itself responded at that moment: the network, a proxy or the server may have failed. [5]`,
    finding('authorization-endpoint-closed', authorizing({ status: 401 }))`
open: It answered 401, possibly from a proxy in front of the server. [5]`,
    finding('authorization-endpoint-closed', authorizing({ status: 404, content: 'web page' }))`
open: It answered 404, possibly from a proxy in front of the server. [5]`,
    finding(
      'authorization-endpoint-closed',
      both(withoutAuthorization, skipped({ member: 'authorization_endpoint', why: 'not confirmed' })),
    )`
open: You did not confirm https://nas.example/as. Check the server again to confirm it. []`,
    finding('is-mcp-server', atInitialize({ content: 'web page' }))`
open: It answered a call with 404 (text: “Nothing here.”) and initialize with 404 (web page: “Nothing here.”). This does not show whether there is an MCP server. [1]`,
    finding('is-mcp-server', callsAlone(OTHERWISE, { initialize: { status: 405 }, newer: { status: 406 } }))`
open: It answered a call with 404 (text: “Nothing here.”), initialize with 405 (text: “Nothing here.”) and a call of MCP 2026-07-28 with 406 (text: “Nothing here.”). This does not show whether there is an MCP server. [1]`,
    finding('is-mcp-server', atInitialize({ status: 400, content: 'JSON-RPC error' }))`kept [1]`,
    finding('is-mcp-server', callsAlone({ status: 500, content: 'web page' }))`
open: It answered a call with 500 (web page: “unauthorized”). This does not show whether there is an MCP server. [1]`,
    finding('is-mcp-server', moved('https://mcp.example/log-in'))`
broken: It answers a call with a redirect to https://mcp.example/log-in. A client must not follow it, because a token would go to the new address. → If the redirect leads to a page where people sign in, a proxy in front of the server sends it: let requests to the MCP address pass. If the server has moved, use its new address. [1]`,
    finding('is-mcp-server', moved('https://mcp.example/blog_in'))`
broken: It answers a call with a redirect to https://mcp.example/blog_in. A client must not follow it, because a token would go to the new address. → If the redirect leads to a page where people sign in, a proxy in front of the server sends it: let requests to the MCP address pass. If the server has moved, use its new address. [1]`,
    finding('is-mcp-server', moved('https://b.example/mcp'))`
broken: It answers a call with a redirect to https://b.example/mcp. A client must not follow it, because a token would go to the new address. → If the redirect leads to a page where people sign in, a proxy in front of the server sends it: let requests to the MCP address pass. If the server has moved, use its new address. [1]`,
    finding('is-mcp-server', moved('http://mcp.example/mcp'))`
broken: It answers a call with a redirect to http://mcp.example/mcp. A client must not follow it, because a token would go to the new address. → Redirect to https, or not at all. Behind a proxy that ends TLS, a server may build its public addresses from its internal one: use the X-Forwarded-Proto and X-Forwarded-Host of the proxy, or set the public URL. [1]`,
    finding('is-mcp-server', moved('https://mcp.example/mcp'))`
broken: It answers a call with a redirect to https://mcp.example/mcp. A client must not follow it, because a token would go to the new address. → Answer the call at this address: the redirect leads to the same address again. [1]`,
    finding('local-network', permitted('prompt'))`
open: You have neither granted nor denied the permission in this browser. Check again, and allow it when the browser asks. [1]`,
    finding('local-network', permitted('unknown'))`
open: No browser reported whether this permission is granted. [1]`,
    finding('local-network', permitted('denied'))`
broken: The browser denies this site the permission to call addresses on this machine. → Allow it for this site in the settings of the browser: “Apps on device”, or “Local network access” if the browser has one setting for this machine and its network. []`,
    finding('secure-address', (evidence) => evidence)`kept []`,
    finding('secure-address', (evidence) => ({ ...evidence, serverUrl: 'http://mcp.example/mcp' }))`
broken: The address is not safe: it is http: others on the network can read it. → Serve the MCP server only over https. []`,
    finding('registration-offered', server({ client_id_metadata_document_supported: true }))`
kept: It announces client ID metadata documents and dynamic registration. [4]`,
    finding('preflight-newer', refusingHeaders(['Mcp-Method', 'Mcp-Name']))`
broken: It refuses Mcp-Method and Mcp-Name. A client in a page can use only an earlier version of MCP. → Allow these headers, too: → Access-Control-Allow-Origin: https://app.example⏎Vary: Origin⏎Access-Control-Allow-Methods: GET, POST, DELETE⏎Access-Control-Allow-Headers: content-type, authorization, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, last-event-id [2]`,
    finding('token-endpoint-answers', both(unprobed, tokenRefused({ status: 200 })))`
kept: It answered 200 to a token request with an invalid code. [5]`,
    finding('token-endpoint-answers', both(unprobed, tokenRefused({ status: 404, content: 'web page' })))`
broken: It answered 404 to a token request with an invalid code. → Publish the address of the token endpoint, and accept POST with a form there. Answer an invalid code with 400 and a JSON object: → { "error": "invalid_grant" } [5]`,
    finding('token-endpoint-answers', both(unprobed, tokenRefused({ status: 503 })))`
open: It answered 503, and says that it failed or is busy. [5]`,
    finding('authorization-endpoint-exists', both(unprobed, authorizing({ status: 404 })))`
broken: It answered 404 to a request without parameters. If it answers a complete request like this, too, no one can sign in. → Publish the address of the page at which people sign in as the authorization_endpoint. [5]`,
    finding('authorization-endpoint-exists', both(unprobed, authorizing({ status: 503 })))`
open: It answered 503 to a request without parameters. Only a sign-in shows whether it works. [5]`,
  ]);
});
