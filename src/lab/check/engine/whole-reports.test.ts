import { expect, it } from 'vitest';
import { createTestBrowser, type TestServers } from '../testing/browser.ts';
import { challengeWith, refusesReplaysOnly, resourceWith, withoutCors } from '../testing/changes.ts';
import { json, refusing } from '../testing/mcp-servers.ts';
import { reportOn, wordsOf } from '../testing/reports.ts';
import { isResourceMetadata, isTokenEndpoint } from '../testing/requests.ts';
import { webPage } from '../testing/responses.ts';
import { demandNoncesOnce, ignoringProofs } from '../testing/weak-proofs.ts';
import { countFindings } from './findings.ts';

const SERVERS: Readonly<Record<string, TestServers>> = {
  'servers that keep every rule': { policy: { dpop: 'offered' } },
  'servers without a fault': {},
  'a server without metadata that responds with 404': { instead: refusing(404, 'No.') },
  'servers without CORS': { change: withoutCors() },
  'a server with another document in place of its metadata': {
    instead: (request) => (isResourceMetadata(request) ? json({ ok: true })() : undefined),
  },
  'a server whose challenge names a missing document': challengeWith(
    'Bearer resource_metadata="https://mcp.example/x"',
  ),
  'a server whose metadata names no resource': resourceWith({ resource: undefined }),
  'a server without authorization server metadata': {
    instead: ({ url }) => (url.startsWith('https://as.example/') ? webPage(404) : undefined),
  },
  'a token endpoint that ignores proofs': ignoringProofs,
  'servers that demand a nonce once': demandNoncesOnce(),
  'a token endpoint without CORS': { change: withoutCors(isTokenEndpoint) },
  'an authorization server that revokes nothing after a replay': { instead: refusesReplaysOnly() },
};

/**
 * Each report: its servers, what came before it, and the report that it is compared with; then the verdict, the
 * number of findings, and each result with its texts, rules and messages. A rule is left out if the other report has
 * the same words about it, or if it waits for its probe.
 */
const REPORTS = [
  `servers that keep every rule | all probes
sign-in (broken 0, advice 0, kept 97, open 8, awaitingProbes 0): A page can sign in here. The probes that ran found no broken rule.
kept [secure-address; reachable 1; is-mcp-server 1; streamable-http 13; origin-let-in 1; serves-or-asks 1; asks-for-bearer 1; preflight 2; preflight-newer 2; asks-for-a-token 1; refuses-nonsense 2; challenge-readable 1;
  challenge-points 1; challenge-address-safe 1; challenge-scope 1; token-endpoint-readable 5; token-endpoint-answers 12; authorization-endpoint-exists 11; resource-covers 3; resource-identical 3; names-an-authorization-server 3;
  names-no-nearer-address 1,3,4; issuer-identical 4; s256 4; no-plain 4; endpoints 4; code-response 4; no-implicit 4; public-clients 4; iss-announced 4; header-alone 3; no-offline-access 3; scopes-of-a-size 3,4;
  sign-in-works 10,11,12,20; iss-in-answers 11,33,40,47,63,72,79,87,91,104,147,158,171,224; iss-in-refusals 56,58,60,70; tokens-not-kept 12; bearer-type 12; tokens-as-json 12; wrong-verifier-refused 35,36;
  missing-verifier-refused 42,43; replay-revokes 50,52; late-code-refused 89; redirect-uri-at-token 65,66; resource-bound 74,75; audience-checked 82; id-token-refused 19; altered-token-refused 17; query-token-refused 15;
  refresh-works 94; refresh-rotates 94,96; refresh-reuse-noticed 96,98; revocation-works 24,26; dpop-readable 106,108; dpop-token-type 139; dpop-call-works 218; dpop-code-bound 153,151,154; dpop-refresh-bound 162,164,165;
  dpop-token-one 108,110,139; dpop-token-claims 112,114,116,118,139; dpop-token-typ 120,139; dpop-token-signature 122,124,139; dpop-token-private-key 126,139; dpop-token-htm 128,139; dpop-token-htu 130,139;
  dpop-token-nonce 132,134,139; dpop-token-age 136,138,139; dpop-call-missing 177,175,218; dpop-call-bearer 179,175,218; dpop-call-one 181,183,175,218; dpop-call-claims 185,187,189,191,175,218; dpop-call-typ 193,175,218;
  dpop-call-signature 195,197,175,218; dpop-call-private-key 199,175,218; dpop-call-htm 201,175,218; dpop-call-htu 203,175,218; dpop-call-ath 213,215,175,218; dpop-call-key 217,175,218; dpop-call-nonce 205,207,175,218;
  dpop-call-age 209,211,175,218]
kept: This page needs no permission to call that address. [local-network]
open: No handshake was made. [handshake-completes 1]
open: No client of an earlier version was connected to it, or it declared no tools to such a client. [lists-after-handshake 1]
open: No session was begun. [session-readable]
kept: This was seen from the origin of this page, and from no other. [authorization-endpoint-closed 9; no-cookies 232,234]
kept: https://mcp.example/.well-known/oauth-protected-resource/mcp: found [resource-metadata-found 3]
kept: https://as.example/.well-known/oauth-authorization-server/idp: found [server-metadata-found 4]
kept: No other authorization server was looked up. [others-usable 4]
kept: Each document was at the first of its locations. [missing-is-readable]
kept: It announces dynamic registration. [registration-offered 4]
kept: It answered 400 (“Send the client metadata as a JSON object.”) to an invalid registration. [registration-readable 6]
kept: They live 900 seconds. This report sets the limit of an hour; the specification says “short-lived”. [short-life 12]
open: Its responses do not state how long a refresh token lives. Ask the operator for the maximum lifetime or the inactivity timeout. [refresh-ends]
open: Its token responses have neither refresh_token_timeout nor authorization_expires_in. Both come from a draft and are optional. [refresh-expiry-fits 12; refresh-expiry-declared 12]
kept: It answered invalid_request. This request was sent once. [plain-refused 55,56; omitted-method-refused 57,58; challenge-required 59,60]
open: The request without a challenge got no code, so there is no code to test. [downgrade-refused 60]
kept: The code was sent twice in turn, and not at the same time. [code-works-once 50,48]
open: No response came back to this page, and this page cannot read the pages of the server. → The server refused the request on its own page. [redirect-uri-exact 61]
kept: It answered invalid_target. This request was sent once. [unknown-resource-refused 69,70]
kept: The second time it answered invalid_dpop_proof. [dpop-token-replay 140,141; dpop-call-replay 219,218]`,
  `servers without a fault | no probe | servers that keep every rule
sign-in (broken 0, advice 0, kept 39, open 37, awaitingProbes 30): A page can find its way to the sign-in. The probes show whether the server enforces what it promises.
open, awaits right-request: It answered 401, so only a call with a token shows this. [streamable-http 1]
kept: It answered 401, and did not mention the origin. [origin-let-in 1]
kept: It answered 400 to a token request with an invalid code. [token-endpoint-answers 5]
open: Only a sign-in shows whether it works. [authorization-endpoint-exists 9]
open: No response with a code has come back yet. [iss-in-answers]
open: No error response has come back to this page yet. [iss-in-refusals]`,
  `a server without metadata that responds with 404 | no probe | servers without a fault
none (broken 0, advice 1, kept 6, open 69, awaitingProbes 29): A page cannot use this server as it is. The first obstacle, listed as advice: “It serves a call or asks for a token”.
open: It accepted no message. [streamable-http 1]
open: No response mentions the origin. [origin-let-in 1]
broken: It answered a call with 404 (JSON-RPC error: “No.”) and initialize with 404 (JSON-RPC error: “No.”). It answered a GET with 401. → Check the address: the documentation of the server says where its MCP endpoint is. If the address is correct, look for the cause in the log of the server. If it serves only the HTTP+SSE transport of MCP 2024-11-05, serve Streamable HTTP, too, often at /mcp beside /sse. [serves-or-asks 1,3,4,5]
open: It serves no call. [handshake-completes 3,4]
open: There was no 401. [asks-for-bearer 1; challenge-readable 1]
open: It answered 404, which says nothing about a token. [asks-for-a-token 1,3,4]
open: Nothing shows that it wants a token. [refuses-nonsense 6]
open: There was no challenge to read. [challenge-points 1; challenge-scope 1]
open: There was no address to read. [challenge-address-safe 1]
open: No token_endpoint was found. [token-endpoint-readable; token-endpoint-answers]
open: No authorization_endpoint was found. [authorization-endpoint-exists; authorization-endpoint-closed]
open: Nothing shows that it wants a token.
https://mcp.example/.well-known/oauth-protected-resource/mcp: status 404
https://mcp.example/.well-known/oauth-protected-resource: status 404 [resource-metadata-found 7,8]
open: No resource metadata was found. [resource-covers; names-an-authorization-server]
open: There is no resource to compare. [resource-identical]
open: No metadata was found. [names-no-nearer-address; s256; no-plain; endpoints; code-response; no-implicit; public-clients; iss-announced; header-alone; no-offline-access; scopes-of-a-size]
open: No authorization server was named. [server-metadata-found]
open: No other authorization server was looked up. [others-usable]
open: No location has metadata that a page can read. [missing-is-readable]
open: No authorization server metadata was found. [issuer-identical; registration-offered]
open: It has no registration endpoint. [registration-readable]`,
  `servers without CORS | no probe | a server without metadata that responds with 404
none (broken 1, advice 0, kept 2, open 73, awaitingProbes 29): A page cannot use this server as it is. The first broken rule: “A page in a browser can call it and read its responses”.
broken: A response comes, but no CORS headers let this page read it. The server or a proxy in front of it may have sent it. → Answer OPTIONS before the check of the bearer token, and send these headers with every response, including errors. The command below them, for a POSIX shell (sh, bash, zsh), shows the current response: → Access-Control-Allow-Origin: https://app.example
Vary: Origin
Access-Control-Allow-Methods: GET, POST, DELETE
Access-Control-Allow-Headers: content-type, authorization, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, last-event-id

curl -i -X OPTIONS 'https://mcp.example/mcp' \\
  -H 'Origin: https://app.example' \\
  -H 'Access-Control-Request-Method: POST' \\
  -H 'Access-Control-Request-Headers: content-type,authorization,mcp-protocol-version,mcp-method,mcp-name,mcp-session-id,last-event-id' [reachable 2,3,4,5]
open: The response could not be read. [is-mcp-server 2; serves-or-asks 2; asks-for-a-token 2]
open: No handshake was made. [handshake-completes 2]
open: A simpler call got no response. [preflight]
open: There was no preflight. [preflight-newer]
open: The response to a call with a token could not be read. [refuses-nonsense]
open: This page could read no response that shows whether it wants a token.
https://mcp.example/.well-known/oauth-protected-resource/mcp: no response that this page may read
https://mcp.example/.well-known/oauth-protected-resource: no response that this page may read [resource-metadata-found 8,11]`,
  `a server with another document in place of its metadata | no probe | a server without metadata that responds with 404
none (broken 1, advice 0, kept 14, open 61, awaitingProbes 30): A page cannot sign in here. The first broken rule: “Its resource metadata can be found and read”.
open, awaits right-request: It answered 401, so only a call with a token shows this. [streamable-http 1]
kept: It answered 401, and did not mention the origin. [origin-let-in 1]
kept [serves-or-asks 1; asks-for-bearer 1; asks-for-a-token 1; refuses-nonsense 2; challenge-readable 1; challenge-address-safe 1; challenge-scope 1]
open: No handshake was made. [handshake-completes 1]
open: It names https://mcp.example/.well-known/oauth-protected-resource/mcp. Another finding says what is there. [challenge-points 1,3,4]
broken: https://mcp.example/.well-known/oauth-protected-resource/mcp: a JSON object that is not metadata: it has neither resource nor authorization_servers
https://mcp.example/.well-known/oauth-protected-resource: a JSON object that is not metadata: it has neither resource nor authorization_servers → Serve this document at https://mcp.example/.well-known/oauth-protected-resource/mcp, for every page: → Access-Control-Allow-Origin: https://app.example
Content-Type: application/json

{ "resource": "https://mcp.example/mcp", "authorization_servers": ["https://…"] } [resource-metadata-found 3,4,5]`,
  `a server whose challenge names a missing document | no probe | servers without a fault
sign-in (broken 0, advice 2, kept 37, open 37, awaitingProbes 30): A page can find its way to the sign-in. The probes show whether the server enforces what it promises.
broken: Its resource_metadata is https://mcp.example/x. The result there: status 404. The document was found at https://mcp.example/.well-known/oauth-protected-resource/mcp, but not every client looks there. → Name the location of the metadata once, so that no client has to guess: → WWW-Authenticate: Bearer resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/mcp" [challenge-points 1,3,4]
broken: It names no scope. → Add the scopes that this call needs: → WWW-Authenticate: Bearer resource_metadata="…", scope="…" [challenge-scope 1]
kept: https://mcp.example/x: status 404
https://mcp.example/.well-known/oauth-protected-resource/mcp: found [resource-metadata-found 3,4]`,
  `a server whose metadata names no resource | no probe | servers without a fault
none (broken 1, advice 0, kept 37, open 38, awaitingProbes 30): A page cannot sign in here. The first broken rule: “Its resource metadata describes this server”.
broken: It has no resource. → Set resource to exactly the URL that clients call. With any other value, every client must stop. If the resource is another address of the same server, check that address instead. → "resource": "https://mcp.example/mcp" [resource-covers 3]
open: There is no resource to compare. [resource-identical]`,
  `a server without authorization server metadata | no probe | servers without a fault
none (broken 1, advice 0, kept 24, open 51, awaitingProbes 30): A page cannot sign in here. The first broken rule: “The authorization server’s metadata can be found and read”.
open: No token_endpoint was found. [token-endpoint-readable; token-endpoint-answers]
open: No authorization_endpoint was found. [authorization-endpoint-exists; authorization-endpoint-closed]
broken: https://as.example/.well-known/oauth-authorization-server/idp: status 404
https://as.example/.well-known/openid-configuration/idp: status 404
https://as.example/idp/.well-known/openid-configuration: status 404 → Serve the metadata at https://as.example/.well-known/oauth-authorization-server/idp, for every page: → Access-Control-Allow-Origin: https://app.example
Content-Type: application/json [server-metadata-found 5,7,9]
open: No other authorization server was looked up. [others-usable]
open: No authorization server metadata was found. [issuer-identical; registration-offered]
open: No metadata was found. [s256; no-plain; endpoints; code-response; no-implicit; public-clients; iss-announced]
open: It has no registration endpoint. [registration-readable]`,
  `a token endpoint that ignores proofs | all probes | servers that keep every rule
sign-in (broken 1, advice 0, kept 69, open 35, awaitingProbes 0): A page can sign in here, but should not yet: the server breaks rules that it must keep.
broken: The token_type is Bearer, although the request had a right proof. → Bind the token to the key of the proof, and name the type: → "token_type": "DPoP" [dpop-token-type 120]
open: The token has the type Bearer, so it is bound to no key. [dpop-call-works 221; dpop-call-missing 221; dpop-call-bearer 221; dpop-call-one 221; dpop-call-claims 221; dpop-call-typ 221; dpop-call-signature 221;
  dpop-call-private-key 221; dpop-call-htm 221; dpop-call-htu 221; dpop-call-ath 221; dpop-call-key 221; dpop-call-nonce 221; dpop-call-age 221; dpop-call-replay 221]
open: The server also refused the right key that followed, and may have used up the code. First run the probe “A refresh token that is bound to a key”, which shows whether such a code works at all. [dpop-code-bound 214,212]
open: No token was issued for a right proof: invalid_dpop_proof. [dpop-refresh-bound 218]
open: It issued a token of the type Bearer, so it may not have looked at the proof. [dpop-token-one 106; dpop-token-claims 108; dpop-token-typ 112; dpop-token-signature 113; dpop-token-private-key 115; dpop-token-htm 116;
  dpop-token-htu 117; dpop-token-age 118; dpop-token-replay 121]
open: It gave out no nonce, which is allowed. [dpop-token-nonce 120]`,
  `servers that demand a nonce once | all probes | servers that keep every rule
sign-in (broken 2, advice 0, kept 95, open 8, awaitingProbes 0): A page can sign in here, but should not yet: the server breaks rules that it must keep.
broken: It gives out nonces, but accepted a proof without the right nonce (no nonce, unknown nonce). → Where a nonce was given out, accept a proof only with a recent one, and answer use_dpop_nonce otherwise. [dpop-token-nonce 131,132,137;
  dpop-call-nonce 247,248,218,259]`,
  `a token endpoint without CORS | no probe | servers without a fault
none (broken 1, advice 0, kept 37, open 38, awaitingProbes 30): A page cannot sign in here. The first broken rule: “A page can read the responses of the token endpoint”.
broken: The browser shows no response, and does not say why. → Allow this origin for the client this-app, on the token and revocation endpoints, including error responses: → Access-Control-Allow-Origin: https://app.example
Vary: Origin [token-endpoint-readable 7]
open: The browser shows no response, and does not say why. [token-endpoint-answers 7]`,
  `an authorization server that revokes nothing after a replay | all probes | servers that keep every rule
sign-in (broken 0, advice 1, kept 67, open 8, awaitingProbes 0): A page can sign in here. The probes that ran found no broken MUST.
broken: The refresh token of the first exchange still works. → When a code is used a second time, revoke the tokens of the first exchange: one of the two senders may be a thief. [replay-revokes 50,51]
kept: The server also refused the correct exchange that followed: the first exchange may have used up the code. [redirect-uri-at-token 71,72; resource-bound 78,79]`,
];
/** What the first line of each report says, by the name of the servers. */
const HEADS = new Map(REPORTS.map((report) => [report.split(' | ')[0], report.split(/ \| |\n/, 3)]));

async function report(name: string) {
  const { policy, ...servers } = SERVERS[name] ?? {};
  const browser = createTestBrowser({ ...servers, policy: { registrationOffered: true, ...policy } });
  const examined = await browser.examine();
  const isProbed = HEADS.get(name)?.[1] === 'all probes';
  const { verdict, findings } = reportOn(isProbed ? await browser.probeAll(examined) : examined);
  return { verdict, findings: findings.map((finding) => ({ ...finding, words: wordsOf(finding) })) };
}

it.each(Object.keys(SERVERS))('the report on %s has the listed verdict and findings', async (name) => {
  const base = HEADS.get(name)?.[2] ?? '';
  const known = new Map(
    base in SERVERS ? (await report(base)).findings.map(({ id, words }) => [id, words]) : [],
  );
  const { verdict, findings } = await report(name);
  const counts = Object.entries(countFindings(findings))
    .map((count) => count.join(' '))
    .join(', ');
  const lines = new Map([[`${verdict.usable} (${counts}): ${verdict.text}`, ['']]]);
  for (const { id, words, shownBy } of findings) {
    if (known.get(id) === words || words.endsWith('” has not run.')) continue;
    lines.set(words, [...(lines.get(words) ?? []), `${id} ${shownBy}`.trim()]);
  }
  const text = [...lines].map(([words, ids]) => `\n${words} [${ids.join('; ')}]`.replace(/ \[\]$/, ''));
  const expected = REPORTS.find((each) => each.startsWith(`${name} | `));
  expect(text.join('')).toBe(expected?.replaceAll(';\n  ', '; ').replace(/^.*/, ''));
});
