import { curlCommand } from '../../src/oauth/curl-command.ts';
import { createAuthorizationRequest, discoverIssuer } from '../../src/oauth/index.ts';

// Tries a server by hand: Node creates an authorization URL from the server's metadata, without a session.
// node examples/node/authorization-url.ts https://login.example/idp my-app http://127.0.0.1:8000/callback
const [issuer = '', clientId = '', redirectUri = ''] = process.argv.slice(2);

/** The platform that the two functions need. This script stores nothing. */
const platform = {
  fetch,
  online: () => true,
  now: () => Date.now(),
  randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
  schedule(callback: () => void, delayMs: number) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  storage: { tab: { length: 0, key: () => null, getItem: () => null, setItem() {}, removeItem() {} } },
};

// This call throws for the metadata of another issuer, and for a server that does not list S256.
const server = await discoverIssuer(platform, { issuer });
// Keeps the query of the endpoint (RFC 6749 §3.1), but not the parameters that the protocol itself sends.
const { url, pending } = await createAuthorizationRequest(platform, {
  server,
  clientId,
  redirectUri,
  scope: 'openid profile',
  sessionKey: issuer,
  returnTo: '/',
});

const exchange = new URLSearchParams({
  grant_type: 'authorization_code',
  client_id: clientId,
  redirect_uri: redirectUri,
  code_verifier: pending.codeVerifier,
});

// `curlCommand` quotes everything for the shell, so the server's metadata cannot add a command.
process.stdout.write(`${url}

Redeem the returned code once. Type the code in place of CODE:

${curlCommand({
  url: server.tokenEndpoint,
  method: 'POST',
  headers: [['Content-Type', 'application/x-www-form-urlencoded']],
  body: `${exchange}&code=CODE`,
})}
`);
