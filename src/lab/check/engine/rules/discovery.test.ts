import { describe } from 'vitest';
import { ISSUER, SERVER } from '../../testing/browser.ts';
import {
  asking,
  atInitialize,
  both,
  calls,
  callsAlone,
  challenged,
  finding,
  firstCall,
  hidden,
  initialized,
  invalidToken,
  missingAt,
  notified,
  OTHERWISE,
  resource,
  resourceAlone,
  right,
  SERVED,
  server,
  skipped,
  testFindings,
  unprobed,
  withoutMetadata,
} from '../../testing/rare-evidence.ts';
import type { Evidence } from '../evidence.ts';

const located = (url: string, status: number, exchangeId: number) => ({
  ...{ url, wrong: `status ${status}` },
  attempt: { exchangeId, url, outcome: 'answered', status, headers: {} } as const,
});

/** A first location that sends this status, before the location of the document. */
const withFirst = (status: number) => (evidence: Evidence) => ({
  ...evidence,
  resourceLocations: [
    located('https://mcp.example/.well-known/oauth-protected-resource', status, 9),
    ...evidence.resourceLocations,
  ],
});

/** Other authorization servers, whose metadata gets these statuses. */
const unusable =
  (...statuses: number[]) =>
  (evidence: Evidence) => ({
    ...evidence,
    unusableServers: statuses.map((status, at) => ({
      ...{ issuer: `https://${at}.example`, why: 'Why.' },
      locations: [located(`https://${at}.example/x`, status, 900 + at)],
    })),
  });

/** Both documents list this number of scopes. */
const listing = (scopes_supported: number) => (evidence: Evidence) => {
  const listingIn = (locations: Evidence['serverLocations']) =>
    locations.map(({ document, ...location }) => ({
      ...location,
      ...(document && { document: { ...document, cutLists: { scopes_supported } } }),
    }));
  const { resourceLocations, serverLocations } = evidence;
  return {
    ...evidence,
    resourceLocations: listingIn(resourceLocations),
    serverLocations: listingIn(serverLocations),
  };
};

describe('a finding about calls and metadata, for evidence that few servers give', () => {
  testFindings([
    finding('resource-metadata-found', withoutMetadata)`open: No location was requested. []`,
    finding(
      'resource-metadata-found',
      both(
        ({ challenge: _, ...evidence }) => ({ ...evidence, probes: {} }),
        ({ resourceLocations, ...evidence }) => ({
          ...evidence,
          resourceLocations: resourceLocations.map(({ document: _, ...location }) => location),
        }),
      ),
    )`
open: This page could read no response that shows whether it wants a token.⏎https://mcp.example/.well-known/oauth-protected-resource/mcp: found [3]`,
    finding('resource-metadata-found', withFirst(500))`
kept: https://mcp.example/.well-known/oauth-protected-resource: status 500⏎https://mcp.example/.well-known/oauth-protected-resource/mcp: found [9,3]`,
    finding('s256', server({ code_challenge_methods_supported: 7 }))`
broken: Its code_challenge_methods_supported is 7, and not a list. → List S256, also in OpenID Connect metadata. Without it, MCP clients must stop. → "code_challenge_methods_supported": ["S256"] [4]`,
    finding('s256', server({ code_challenge_methods_supported: [] }))`
broken: It lists nothing. → List S256, also in OpenID Connect metadata. Without it, MCP clients must stop. → "code_challenge_methods_supported": ["S256"] [4]`,
    finding('code-response', server({ response_types_supported: [] }))`
broken: It lists nothing. → List the response type and the grant of the authorization code flow. → "response_types_supported": ["code"], "grant_types_supported": ["authorization_code", "refresh_token"] [4]`,
    finding('code-response', server({ grant_types_supported: [] }))`
broken: Its grant_types_supported lists nothing. → List the response type and the grant of the authorization code flow. → "response_types_supported": ["code"], "grant_types_supported": ["authorization_code", "refresh_token"] [4]`,
    finding('public-clients', server({ token_endpoint_auth_methods_supported: [] }))`
broken: It lists nothing. A page cannot keep a secret, which these methods need. → Accept clients without a secret, and announce it. → "token_endpoint_auth_methods_supported": ["none"] [4]`,
    finding(
      'names-an-authorization-server',
      resource({ authorization_servers: [ISSUER, 'https://b.example', 'https://c.example'] }),
    )`
kept: 2 more are named. [3]`,
    finding('issuer-identical', server({ issuer: '' }))`
broken: The resource metadata names https://as.example/idp; the issuer in the metadata is missing. Clients must not use such metadata. → Use the same string in both, including the path and the slash. If other clients know the issuer of the authorization server, correct authorization_servers of the MCP server: → "issuer": "https://as.example/idp" [4]`,
    finding(
      'handshake-completes',
      both(calls({ ...SERVED, exchangeId: 6 }), initialized({ status: 400, content: 'JSON-RPC error' })),
    )`
broken: It answered a call with 200 (JSON-RPC result: “unauthorized”) and initialize with 400 (JSON-RPC error: “unauthorized”). → Serve initialize before any other call, or serve server/discover and the calls of MCP 2026-07-28. [6]`,
    finding('handshake-completes', (evidence) => evidence)`open: No handshake was made. [1]`,
    finding('handshake-completes', notified({ status: 400, errorText: 'Nope.' }))`
broken: It answered notifications/initialized with 400 (“Nope.”). → Answer a notification with 202 and no body, also if it has the headers MCP-Protocol-Version and Mcp-Session-Id. This page saw no session ID. If the server began a session, expose its ID with Access-Control-Expose-Headers: Mcp-Session-Id. → HTTP/1.1 202 Accepted [1]`,
    finding('handshake-completes', notified({ status: 400 }))`
broken: It answered notifications/initialized with 400 (“unauthorized”). → Answer a notification with 202 and no body, also if it has the headers MCP-Protocol-Version and Mcp-Session-Id. This page saw no session ID. If the server began a session, expose its ID with Access-Control-Expose-Headers: Mcp-Session-Id. → HTTP/1.1 202 Accepted [1]`,
    finding(
      'handshake-completes',
      both(notified({ status: 404, errorText: 'Unknown session' }), (evidence) => ({
        ...evidence,
        handshakeProblem: 'Its result has no protocolVersion.',
      })),
    )`
broken: Its result has no protocolVersion. → Answer initialize with a version that clients know, with capabilities as JSON objects, and with the name and version of the server: → { "protocolVersion": "2025-11-25", "capabilities": { "tools": {} }, "serverInfo": { "name": "…", "version": "…" } } [1]`,
    finding('lists-after-handshake', firstCall({}, { listed: { outcome: 'unreadable', status: 0 } }))`
open: The response could not be read. [1]`,
    finding('lists-after-handshake', (evidence) => evidence)`
open: No client of an earlier version was connected to it, or it declared no tools to such a client. [1]`,
    finding('asks-for-bearer', calls(SERVED))`open: There was no 401. [1]`,
    finding('asks-for-bearer', challenged({ 'www-authenticate': 'DPoP algs="ES256"' }))`
kept: It asks for a token that is bound to a key (DPoP). [1]`,
    finding(
      'asks-for-bearer',
      callsAlone({ content: 'text', errorText: 'Log in.', ...asking('Basic realm="x"') }),
    )`
broken: It answered 401 and asks for: Basic realm="x" → An MCP client sends a Bearer token and nothing else. If a proxy in front of the server sent this response, let requests to the MCP address pass. [1]`,
    finding('asks-for-bearer', firstCall({ edited: true }))`
open: You changed message 1 before it was sent, so it proves nothing about this rule. [1]`,
    finding('streamable-http', atInitialize({}))`open: It accepted no message. [1]`,
    finding('streamable-http', firstCall({ ...OTHERWISE, headers: {} }))`kept [13]`,
    finding(
      'streamable-http',
      both(firstCall({ ...OTHERWISE, headers: {} }), right('call', { status: 404, content: 'text' })),
    )`
open: It accepted no message. [1,13]`,
    finding('streamable-http', calls({ status: 401 }))`
open, awaits right-request: It answered 401, so only a call with a token shows this. [1]`,
    finding('serves-or-asks', callsAlone({ status: 403, errorText: 'Geo-blocked.' }))`
open: It answered a call with 403 (JSON, not JSON-RPC: “Geo-blocked.”). It may refuse calls from the region of this client. Check it again from another network. [1]`,
    finding('serves-or-asks', both(calls(OTHERWISE), resourceAlone(SERVER)))`
broken: It answered a call with 404 (text: “Nothing here.”). → Check the address: the documentation of the server says where its MCP endpoint is. If the address is correct, look for the cause in the log of the server. [1]`,
    finding('serves-or-asks', both(calls(OTHERWISE), resourceAlone('http://other.example/mcp')))`
broken: It answered a call with 404 (text: “Nothing here.”). → Check the address: the documentation of the server says where its MCP endpoint is. If the address is correct, look for the cause in the log of the server. [1]`,
    finding('serves-or-asks', both(calls(OTHERWISE), resourceAlone('')))`
broken: It answered a call with 404 (text: “Nothing here.”). → Check the address: the documentation of the server says where its MCP endpoint is. If the address is correct, look for the cause in the log of the server. [1]`,
    finding('serves-or-asks', atInitialize({ status: 400, errorText: 'Unsupported protocol version' }))`
broken: It answered a call with 404 (text: “Nothing here.”) and initialize with 400 (text: “Unsupported protocol version”). → Its message is about the protocol version. To an initialize with an unknown version, respond with a version that the server knows (MCP, version negotiation): clients then use that version or stop. → "protocolVersion": "…" [1]`,
    finding('serves-or-asks', atInitialize({ status: 500 }))`
broken: It answered a call with 404 (text: “Nothing here.”) and initialize with 500 (text: “Nothing here.”). → The server, or a proxy in front of it, failed. Look for the cause in its log, then check again. [1]`,
    finding('serves-or-asks', atInitialize({ status: 421 }))`
broken: It answered a call with 404 (text: “Nothing here.”) and initialize with 421 (text: “Nothing here.”). → It may refuse the host name by which it was called. Add this host to the allowed ones; many servers call the setting “allowed hosts”. If a proxy in front of the server changes the header Host, let it pass the original: → mcp.example [1]`,
    finding('serves-or-asks', atInitialize({ content: 'web page' }))`
broken: It answered a call with 404 (text: “Nothing here.”) and initialize with 404 (web page: “Nothing here.”). → A proxy or a firewall in front of the server may have sent the web page: let requests to the MCP address pass. If the address is wrong, look in the documentation of the server. [1]`,
    finding('serves-or-asks', atInitialize({ status: 407 }))`
broken: It answered a call with 404 (text: “Nothing here.”) and initialize with 407 (text: “Nothing here.”). → Check the address: the documentation of the server says where its MCP endpoint is. If the address is correct, look for the cause in the log of the server. [1]`,
    finding('serves-or-asks', atInitialize({ status: 403 }))`
broken: It answered a call with 404 (text: “Nothing here.”) and initialize with 403 (text: “Nothing here.”). → Check the address: the documentation of the server says where its MCP endpoint is. If the address is correct, look for the cause in the log of the server. [1]`,
    finding('serves-or-asks', atInitialize({ status: 403, errorText: 'Invalid Origin' }))`
open: Another finding says what is at this address. [1]`,
    finding('serves-or-asks', atInitialize({ status: 429 }))`
open: It answered a call with 404 (text: “Nothing here.”) and initialize with 429 (text: “Nothing here.”). It limits the rate of requests, or is busy. [1]`,
    finding('serves-or-asks', atInitialize({ status: 451 }))`
open: It answered a call with 404 (text: “Nothing here.”) and initialize with 451 (text: “Nothing here.”). It may refuse calls from the region of this client. Check it again from another network. [1]`,
    finding(
      'serves-or-asks',
      both(calls({ ...OTHERWISE, status: 403 }), resourceAlone('https://other.example/mcp')),
    )`
broken: It answered a call with 403 (text: “Nothing here.”). → The resource metadata is about another address. Check that address instead: → https://other.example/mcp [1]`,
    finding('serves-or-asks', callsAlone({ status: 403, errorText: 'Error: Missing Authentication Token' }))`
broken: It answered a call with 403 (JSON, not JSON-RPC: “Error: Missing Authentication Token”). → Its message mentions credentials. To a call without a token, answer 401 with a challenge that names the resource metadata: no other answer tells a client to sign in. [1]`,
    finding(
      'serves-or-asks',
      callsAlone({ status: 200, content: 'JSON-RPC of another Content-Type', errorText: 'Tools' }),
    )`
broken: It answered a call with 200 (JSON-RPC of another Content-Type: “Tools”). → Send JSON-RPC with the header Content-Type: application/json. [1]`,
    finding('serves-or-asks', callsAlone({ status: 400, content: 'text', headers: { 'retry-after': '1' } }))`
open: It answered a call with 400 (text: “unauthorized”). It limits the rate of requests, or is busy. [1]`,
    finding(
      'serves-or-asks',
      callsAlone(OTHERWISE, { initialize: { status: 500 }, simple: { exchangeId: 8, status: 401 } }),
    )`
broken: It answered a call with 404 (text: “Nothing here.”) and initialize with 500 (text: “Nothing here.”). → The server, or a proxy in front of it, failed. Look for the cause in its log, then check again. [1]`,
    finding(
      'serves-or-asks',
      callsAlone({ ...OTHERWISE, status: 405 }, { simple: { exchangeId: 8, status: 401 } }),
    )`
broken: It answered a call with 405 (text: “Nothing here.”). It answered a GET with 401. → Check the address: the documentation of the server says where its MCP endpoint is. If the address is correct, look for the cause in the log of the server. If it serves only the HTTP+SSE transport of MCP 2024-11-05, serve Streamable HTTP, too, often at /mcp beside /sse. [1,8]`,
    finding('serves-or-asks', callsAlone({ ...OTHERWISE, status: 503 }, { initialize: { status: 500 } }))`
broken: It answered a call with 503 (text: “Nothing here.”) and initialize with 500 (text: “Nothing here.”). → The server, or a proxy in front of it, failed. Look for the cause in its log, then check again. [1]`,
    finding('serves-or-asks', callsAlone({ ...OTHERWISE, status: 503 }, { initialize: {} }))`
broken: It answered a call with 503 (text: “Nothing here.”) and initialize with 503 (text: “Nothing here.”). → The server, or a proxy in front of it, failed, and is not available at the moment. Check it again later. [1]`,
    finding('serves-or-asks', callsAlone({ ...OTHERWISE, status: 407 }, { initialize: { status: 406 } }))`
broken: It answered a call with 407 (text: “Nothing here.”) and initialize with 406 (text: “Nothing here.”). → The calls have the headers Accept: application/json, text/event-stream and Content-Type: application/json. If the server wants exactly these headers, a proxy in front of it may change them. [1]`,
    finding('refuses-nonsense', invalidToken({ outcome: 'redirected', status: 0 }))`
open: It answered with a redirect, possibly from a proxy in front of the server. [2]`,
    finding('refuses-nonsense', both(invalidToken({ status: 500, content: 'web page' }), unprobed))`
broken: It answered 500 to a call with an invalid token. → Refuse every invalid token with 401 and error="invalid_token". [2]`,
    finding('refuses-nonsense', both(invalidToken({ status: 403, content: 'web page' }), unprobed))`
open: It answered 403 with a web page, possibly from a proxy in front of the server. [2]`,
    finding('refuses-nonsense', ({ invalidToken: _, preflight, ...evidence }) => ({
      ...evidence,
      ...(preflight && { preflight: { ...preflight, outcome: 'unreadable', status: 0 } }),
    }))`
open: The response to a call with a token could not be read. [2]`,
    finding('refuses-nonsense', invalidToken(hidden(401)))`
broken: It hides its refusal of an invalid token from pages. No. → Send these headers with every refusal. Without them, a page does not find out that its token has expired: → Access-Control-Allow-Origin: https://app.example⏎Vary: Origin⏎Access-Control-Expose-Headers: WWW-Authenticate, Mcp-Session-Id [2]`,
    finding('server-metadata-found', skipped({ member: 'token_endpoint' }))`
open: No authorization server was named. []`,
    finding('server-metadata-found', skipped({ member: 'authorization_servers', why: 'not confirmed' }))`
open: You did not confirm https://nas.example/as. Check the server again to confirm it. []`,
    finding('challenge-points', skipped({ url: 'https://nas.example/other' }))`kept [1]`,
    finding('challenge-points', missingAt(404, 503))`
broken: Its resource_metadata is https://mcp.example/0. The result there: status 404. Sorry. → Name the location of the metadata once, so that no client has to guess: → WWW-Authenticate: Bearer resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/mcp" [1,3]`,
    finding('challenge-points', missingAt(503, 404))`
open: A location was not available at that moment, so it may have metadata. Check again later.⏎https://mcp.example/0: status 503. Sorry [1,3]`,
    finding('challenge-points', missingAt(401, 404))`
broken: Its resource_metadata is https://mcp.example/0. The result there: status 401. Sorry. → Answer requests for this address without a token, from every page. [1,3]`,
    finding('challenge-points', challenged({ 'x-amzn-remapped-www-authenticate': 'Bearer' }))`
broken: Its 401 has x-amzn-remapped-www-authenticate in place of WWW-Authenticate, which AWS API Gateway renames. → Add WWW-Authenticate in front of the gateway, for example at CloudFront, or in a gateway response. Clients that read no challenge use the well-known location. [1]`,
    finding(
      'challenge-points',
      both(
        missingAt(404, 404),
        challenged({
          'www-authenticate':
            'Bearer resource_metadata = "https://mcp.example/0", resource_metadata="https://mcp.example/1"',
        }),
      ),
    )`
broken: Its resource_metadata is https://mcp.example/0. The result there: status 404. Sorry. The challenge has resource_metadata more than once, and a client reads the first one. → Name the location of the metadata once, so that no client has to guess: → WWW-Authenticate: Bearer resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/mcp" [1,3]`,
    finding('others-usable', unusable(404))`
broken: https://0.example: Why.⏎https://0.example/x: status 404 → Remove each unusable server from authorization_servers, or correct its metadata. A client that does not choose uses the first server of the list. The rest of this report is about https://as.example/idp. [4,900]`,
    finding('others-usable', unusable(404, 503))`
broken: https://0.example: Why.⏎https://0.example/x: status 404 → Remove each unusable server from authorization_servers, or correct its metadata. A client that does not choose uses the first server of the list. The rest of this report is about https://as.example/idp. [4,900]`,
    finding('others-usable', unusable(503))`
open: A location was not available at that moment, so it may have metadata. Check again later.⏎https://0.example/x: status 503 [4]`,
    finding('others-usable', unusable(404, 404))`
broken: https://0.example: Why.⏎https://0.example/x: status 404⏎https://1.example: Why.⏎https://1.example/x: status 404 → Remove each unusable server from authorization_servers, or correct its metadata. A client that does not choose uses the first server of the list. The rest of this report is about https://as.example/idp. [4,900,901]`,
    finding('session-readable', atInitialize({ status: 400 }))`open: No session was begun. [1]`,
    finding('resource-covers', both(calls(SERVED), resourceAlone('https://b.example')))`
open: It accepts clients without a token and shows no authorization server, which is allowed. [3]`,
    finding('header-alone', resource({ bearer_methods_supported: [] }))`
broken: Its bearer_methods_supported lists nothing, so it names no method that a client may use. → Accept tokens in the Authorization header, and only there: browser histories and logs keep a token in a URL. → "bearer_methods_supported": ["header"] [3]`,
    finding('header-alone', resource({ bearer_methods_supported: ['header', 'query', 'body'] }))`
broken: It also offers "query", "body". → Accept tokens in the Authorization header, and only there: browser histories and logs keep a token in a URL. → "bearer_methods_supported": ["header"] [3]`,
    finding(
      'no-implicit',
      server({
        response_types_supported: ['code', 'token id_token'],
        grant_types_supported: ['implicit', 'password', 'x'],
      }),
    )`
broken: It still offers "token id_token", "implicit", "password". → Remove the implicit and the password grant. The code flow replaces both. → "response_types_supported": ["code"], "grant_types_supported": ["authorization_code", "refresh_token"] [4]`,
    finding('no-implicit', server({ response_types_supported: [], grant_types_supported: 7 }))`kept [4]`,
    finding(
      'endpoints',
      server({ token_endpoint: 7, authorization_endpoint: 'http://a.example', registration_endpoint: '' }),
    )`
broken: authorization_endpoint: it is http: others on the network can read it. token_endpoint: it is missing. → Publish absolute https addresses without fragment and credentials. [4]`,
    finding('scopes-of-a-size', listing(101))`
broken: scopes_supported lists 101 and 101 scopes. Clients keep the first 100. → List the few scopes that basic use needs. Clients request other scopes when a call needs them. [3,4]`,
    finding('scopes-of-a-size', listing(100))`kept [3,4]`,
    finding('scopes-of-a-size', resource({ scopes_supported: 'a b' }))`
broken: At https://mcp.example/.well-known/oauth-protected-resource/mcp: Its scopes_supported is "a b", and not a list. Clients ignore it. → Publish the scopes as a list: → "scopes_supported": ["…", "…"] [3]`,
    finding('missing-is-readable', withFirst(503))`
open: A location was not available at that moment, so it may have metadata. Check again later.⏎https://mcp.example/.well-known/oauth-protected-resource: status 503 [9]`,
    finding('missing-is-readable', withFirst(300))`
broken: https://mcp.example/.well-known/oauth-protected-resource: status 300⏎A client cannot distinguish this from a failing server, and may stop there. → Answer with 404 if a location has no metadata, and let pages read that, too: → HTTP/1.1 404 Not Found⏎Access-Control-Allow-Origin: https://app.example⏎Vary: Origin [9]`,
    finding('missing-is-readable', withFirst(400))`kept [9]`,
    finding(
      'is-mcp-server',
      callsAlone({
        status: 200,
        content: 'document',
        headers: { 'content-type': 'application/pdf' },
        errorText: 'x',
      }),
    )`
broken: It answers with a document of the type application/pdf, and not as an MCP server. Its title is “x”. → Use the address of the MCP server itself. It often ends in /mcp; look in the documentation of the server. If the address is correct, a proxy or a tunnel may have sent the page: let requests to the MCP address pass without a sign-in or a warning. [1]`,
    finding('is-mcp-server', callsAlone({ status: 200, content: 'document' }))`
broken: It answers with a document, and not as an MCP server. Its title is “unauthorized”. → Use the address of the MCP server itself. It often ends in /mcp; look in the documentation of the server. If the address is correct, a proxy or a tunnel may have sent the page: let requests to the MCP address pass without a sign-in or a warning. [1]`,
    finding(
      'is-mcp-server',
      callsAlone({ ...OTHERWISE, content: 'web page' }, { initialize: { content: 'text' } }),
    )`
open: It answered a call with 404 (web page: “Nothing here.”) and initialize with 404 (text: “Nothing here.”). This does not show whether there is an MCP server. [1]`,
    finding(
      'challenge-address-safe',
      challenged(asking('Bearer resource_metadata="http://a.example"').headers),
    )`
broken: Its resource_metadata is http://a.example, and it is http: others on the network can read it. A client may stop there, as this app does. → Name the public https address. Behind a proxy that ends TLS, a server may build its public addresses from its internal one: use the X-Forwarded-Proto and X-Forwarded-Host of the proxy, or set the public URL. [1]`,
  ]);
});
