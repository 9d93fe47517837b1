/** A clause of a specification, cited once and linked wherever it explains something. */
export interface SpecReference {
  label: string;
  url: string;
}

/** A section of a draft. The draft may change or end, so what it asks for is advice. */
const refreshTokenExpiration = (section: string): SpecReference => ({
  label: `Internet-Draft OAuth refresh token expiration -03 §${section}`,
  url: `https://datatracker.ietf.org/doc/html/draft-ietf-oauth-refresh-token-expiration-03#section-${section}`,
});

const rfc = (number: number, section: string): SpecReference => ({
  label: `RFC ${number} §${section}`,
  url: `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`,
});

/** A heading of the authorization pages of MCP 2026-07-28. */
const mcp = (heading: string, anchor: string): SpecReference => ({
  label: `MCP 2026-07-28, ${heading}`,
  url: `https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization${anchor}`,
});

export const SPEC = {
  parameterOnce: rfc(6749, '3.1'),
  authorizationRequest: rfc(6749, '4.1.1'),
  authorizationResponse: rfc(6749, '4.1.2'),
  authorizationError: rfc(6749, '4.1.2.1'),
  tokenRequest: rfc(6749, '4.1.3'),
  tokenResponse: rfc(6749, '5.1'),
  tokenError: rfc(6749, '5.2'),
  clientSecret: rfc(6749, '2.3.1'),
  clientAuthenticationAtToken: rfc(6749, '3.2.1'),
  refresh: rfc(6749, '6'),
  scope: rfc(6749, '3.3'),
  redirectUri: rfc(6749, '3.1.2'),
  state: rfc(6749, '10.12'),
  bearer: rfc(6750, '2.1'),
  challengeHeader: rfc(9728, '5.1'),
  resourceMetadata: rfc(9728, '3'),
  serverMetadata: rfc(8414, '3.3'),
  clientAuthentication: rfc(8414, '2'),
  cors: { label: 'Fetch, CORS protocol', url: 'https://fetch.spec.whatwg.org/#http-cors-protocol' },
  verifier: rfc(7636, '4.1'),
  challenge: rfc(7636, '4.2'),
  challengeMethod: rfc(7636, '4.3'),
  challengeError: rfc(7636, '4.4.1'),
  verifierSent: rfc(7636, '4.5'),
  verifierCompared: rfc(7636, '4.6'),
  verifierEntropy: rfc(7636, '7.1'),
  resource: rfc(8707, '2'),
  issuer: rfc(9207, '2'),
  codeInterception: rfc(7636, '1'),
  codeInjection: rfc(9700, '4.5'),
  downgrade: rfc(9700, '4.8.2'),
  codeOnce: rfc(6749, '4.1.2'),
  exactRedirectUri: rfc(9700, '4.1.3'),
  openRedirect: rfc(9700, '4.11'),
  rotation: rfc(9700, '4.14.2'),
  refreshTokenLifetime: refreshTokenExpiration('6.1'),
  refreshTokenLifetimeTypes: refreshTokenExpiration('7'),
  corsAtAuthorization: rfc(9700, '2.6'),
  noPassword: rfc(9700, '2.4'),
  noImplicit: rfc(9700, '2.1.2'),
  noPlain: rfc(9700, '2.1.1'),
  accessTokenType: rfc(9068, '4'),
  queryToken: rfc(6750, '2.3'),
  bearerErrors: rfc(6750, '3.1'),
  registration: rfc(7591, '3'),
  registrationAccess: rfc(7592, '3'),
  resourceIdentical: rfc(9728, '3.3'),
  serverSideRequestForgery: rfc(9728, '7.7'),
  revocation: rfc(7009, '2'),
  introspection: rfc(7662, '2.2'),
  endpointSecurity: rfc(6749, '3.1.2.1'),
  dpopToken: rfc(9449, '5'),
  dpopProof: rfc(9449, '4.3'),
  dpopResource: rfc(9449, '7.1'),
  dpopDowngrade: rfc(9449, '7.2'),
  dpopNonce: rfc(9449, '8'),
  dpopCode: rfc(9449, '10'),
  dpopPushed: rfc(9449, '10.1'),
  dpopReplay: rfc(9449, '11.1'),
  dpopAdvance: rfc(9449, '11.2'),
  dpopScripts: rfc(9449, '11.4'),
  pushedRequest: rfc(9126, '2.1'),
  pushedResponse: rfc(9126, '2.2'),
  pushedReference: rfc(9126, '4'),
  browserApps: { label: 'RFC 10017', url: 'https://www.rfc-editor.org/rfc/rfc10017' },
  localNetwork: { label: 'Local Network Access', url: 'https://wicg.github.io/local-network-access/' },
  mcpTransport: {
    label: 'MCP 2026-07-28, Streamable HTTP',
    url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/transports#streamable-http',
  },
  mcpLifecycle: {
    label: 'MCP 2025-11-25, lifecycle',
    url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#initialization',
  },
  mcpHeaders: {
    label: 'MCP 2026-07-28, request headers',
    url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/transports#standard-mcp-request-headers',
  },
  mcpResourceMetadata: mcp(
    'protected resource metadata',
    '/authorization-server-discovery#protected-resource-metadata-discovery-requirements',
  ),
  mcpServerMetadata: mcp(
    'authorization server metadata',
    '/authorization-server-discovery#authorization-server-metadata-discovery',
  ),
  mcpServerLocation: mcp(
    'authorization server location',
    '/authorization-server-discovery#authorization-server-location',
  ),
  mcpScopes: mcp('scope selection', '#scope-selection-strategy'),
  mcpRefreshTokens: mcp('refresh tokens', '#refresh-tokens'),
  mcpIssuer: mcp('authorization response', '#authorization-response-validation'),
  mcpTokenUse: mcp('access token usage', '#token-requirements'),
  mcpAudience: mcp('token handling', '#token-handling'),
  mcpErrors: mcp('error handling', '#error-handling'),
  mcpCodeProtection: mcp('code protection', '/security-considerations#authorization-code-protection'),
  mcpTokenTheft: mcp('token theft', '/security-considerations#token-theft'),
  mcpOpenRedirection: mcp('open redirection', '/security-considerations#open-redirection'),
  mcpCommunication: mcp('communication security', '/security-considerations#communication-security'),
  mcpRegistration: mcp('client registration', '/client-registration'),
  referer: rfc(9700, '4.2'),
  browserHistory: rfc(9700, '4.3'),
  clickjacking: rfc(9700, '4.16'),
  stolenAccessToken: rfc(9700, '4.10'),
  idToken: { label: 'OIDC Core §2', url: 'https://openid.net/specs/openid-connect-core-1_0.html#IDToken' },
  idTokenValidation: {
    label: 'OIDC Core §3.1.3.7',
    url: 'https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation',
  },
  nonce: {
    label: 'OIDC Core §3.1.2.1',
    url: 'https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest',
  },
} satisfies Record<string, SpecReference>;
