/** A clause of a specification, cited once and linked wherever it explains something. */
export interface SpecReference {
  label: string;
  url: string;
}

const rfc = (number: number, section: string): SpecReference => ({
  label: `RFC ${number} §${section}`,
  url: `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`,
});

export const SPEC = {
  authorizationRequest: rfc(6749, '4.1.1'),
  authorizationResponse: rfc(6749, '4.1.2'),
  tokenRequest: rfc(6749, '4.1.3'),
  tokenResponse: rfc(6749, '5.1'),
  tokenError: rfc(6749, '5.2'),
  clientSecret: rfc(6749, '2.3.1'),
  refresh: rfc(6749, '6'),
  scope: rfc(6749, '3.3'),
  redirectUri: rfc(6749, '3.1.2'),
  state: rfc(6749, '10.12'),
  bearer: rfc(6750, '2.1'),
  challengeHeader: rfc(9728, '5.1'),
  resourceMetadata: rfc(9728, '3'),
  serverMetadata: rfc(8414, '3.3'),
  clientAuthentication: rfc(8414, '2'),
  cors: {
    label: 'Fetch, CORS protocol',
    url: 'https://fetch.spec.whatwg.org/#http-cors-protocol',
  },
  verifier: rfc(7636, '4.1'),
  challenge: rfc(7636, '4.2'),
  challengeMethod: rfc(7636, '4.3'),
  verifierSent: rfc(7636, '4.5'),
  verifierCompared: rfc(7636, '4.6'),
  resource: rfc(8707, '2'),
  issuer: rfc(9207, '2'),
  codeInterception: rfc(7636, '1'),
  codeInjection: rfc(9700, '4.5'),
  downgrade: rfc(9700, '4.8.2'),
  codeOnce: rfc(6749, '4.1.2'),
  exactRedirectUri: rfc(9700, '4.1.3'),
  openRedirect: rfc(9700, '4.11'),
  rotation: rfc(9700, '4.14.2'),
  nonce: {
    label: 'OIDC Core §3.1.2.1',
    url: 'https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest',
  },
} satisfies Record<string, SpecReference>;
