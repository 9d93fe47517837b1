import type { ErrorDescription } from './error-description.ts';
import type { OAuthError, OAuthErrorCode } from './errors.ts';
import { describeIdToken } from './id-token-descriptions.ts';
import { describeRefusal } from './refusal-descriptions.ts';

const AGAIN = 'Start the sign-in again.';
const SERVER = 'Tell the operator of the server.';

const DESCRIPTIONS: Record<Exclude<OAuthErrorCode, 'id_token_invalid'>, ErrorDescription> = {
  insecure_context: {
    title: 'This page is not served securely',
    advice: 'Open it over https, or over http on localhost: browsers offer cryptography only there.',
  },
  framed: {
    title: 'This page is inside another page',
    advice: 'Open it in its own tab to sign in, so that no other page can steal your clicks.',
  },
  origin_mismatch: {
    title: 'This app was opened at an address to which no sign-in returns',
    advice:
      'To a browser, localhost and 127.0.0.1 are two addresses. Open the app at the registered address.',
  },
  storage_unavailable: {
    title: 'This browser does not store data for this site',
    advice: 'Allow site data for this address, or free some space, and start again.',
  },
  reserved_parameter: {
    title: 'This app is set up to replace a parameter of the protocol',
    advice: 'The sign-in itself sends one of the additional parameters. Remove it from the settings.',
  },
  offline: {
    title: 'The browser reports that it is offline',
    advice: 'Connect to the network and start again.',
  },
  unreachable: {
    title: 'A server could not be reached from this page',
    advice:
      'The browser does not say why: the network, an extension, a missing CORS header or a redirect. Try again; if it persists, tell the operator of the server.',
  },
  timeout: { title: 'A server took too long', advice: 'Try again in a moment.' },
  response_too_large: { title: 'A server sent far too much', advice: SERVER },
  response_not_json: {
    title: 'A server sent something other than a JSON object in UTF-8',
    advice:
      'It is perhaps a page of a proxy or network sign-in, or the address below is wrong. Open that address.',
  },
  unexpected_status: { title: 'A server failed', advice: 'Try again in a moment.' },
  unsafe_url: {
    title: 'An address cannot be used safely',
    advice:
      'It must be an absolute URL with https, or with http on this machine, without a fragment, credentials or unusual characters, and not longer than 8,000 characters; and a server must not name an address that is closer to you than its own. If you typed it, correct it; otherwise tell the operator of the server.',
  },
  authorization_not_required: {
    title: 'This MCP server asks for no sign-in',
    advice: 'It responds without a token, and names no authorization server to sign in at.',
  },
  not_an_mcp_server: {
    title: 'This address is not an MCP server that asks for a sign-in',
    advice:
      'It responds without a token, but not like an MCP server. Check the address; for any other API, set an issuer.',
  },
  resource_metadata_not_found: {
    title: 'The MCP server does not say where to sign in',
    advice:
      'It has to publish protected resource metadata (RFC 9728), readable without a token, at a well-known address.',
  },
  resource_metadata_invalid: {
    title: 'The MCP server does not say where to sign in',
    advice: `Its “authorization_servers” have to be a list of addresses (RFC 9728 §2). ${SERVER}`,
  },
  resource_mismatch: {
    title: 'The metadata of the MCP server describes another resource',
    advice:
      'Its “resource” must be the address that this app calls (RFC 9728 §3.3). If the found address leads to this server, too, use it here. Otherwise tell the operator of the server to publish the expected address.',
  },
  server_metadata_not_found: {
    title: 'The authorization server does not describe itself',
    advice:
      'Its issuer has no metadata at the well-known addresses (RFC 8414). If you set the issuer, check it, or set the address of the metadata; otherwise tell the operator of the server.',
  },
  server_metadata_invalid: {
    title: 'The authorization server describes itself incompletely',
    advice: `Its metadata has to name its issuer and the endpoints that the sign-in needs (RFC 8414 §2, RFC 9126 §5). ${SERVER}`,
  },
  issuer_mismatch: {
    title: 'The metadata of the authorization server names another issuer',
    advice:
      'Both must be the same, character by character (RFC 8414 §3.3). If you set the issuer, set it as the server spells it: perhaps only a trailing slash differs. Some providers publish another issuer on purpose; the settings of this app can vouch for it. Otherwise tell the operator of the server.',
  },
  pkce_unsupported: {
    title: 'The authorization server does not announce PKCE with S256',
    advice:
      'Its “code_challenge_methods_supported” is not a list with S256. Without S256, anyone who intercepts a code could redeem it, so this app does not sign in there. If you set the issuer and its metadata names no methods, the settings of this app can vouch for S256.',
  },
  token_endpoint_elsewhere: {
    title: 'The code or request would go to an origin other than that of the sign-in page',
    advice:
      'The server does not promise to name the issuer in its response, so the app cannot tell whether the server is honest or misuses another server. Accept that origin only if both belong to the same operator.',
  },
  client_unknown: {
    title: 'This app has no client ID for the authorization server',
    advice:
      'It offers no registration for this app. A client ID metadata document works only at a public https address, and at a server that accepts it and promises to name the issuer. Ask the operator of the server for a client ID.',
  },
  registration_refused: {
    title: 'The authorization server did not register this app',
    advice: 'The operator of the server can register the app by hand.',
  },
  registration_invalid: {
    title: 'The registration of this app cannot be used',
    advice: `The response has to contain a “client_id”, as text, and a “client_secret” if the client has to authenticate. ${SERVER}`,
  },
  request_uri_missing: {
    title: 'The authorization server did not store the request',
    advice:
      'It requires pushed requests (RFC 9126), and its response has to contain a “request_uri”, not longer than 8,000 characters. Tell the operator of the server.',
  },
  no_authorization_response: {
    title: 'There is no sign-in to finish here',
    advice: `This address was opened without an authorization response, perhaps by a bookmark, the Back button or a reload, or it is not the redirect URI of this app. ${AGAIN}`,
  },
  malformed_authorization_response: {
    title: 'The response is malformed',
    advice: `A parameter is repeated, broken or missing, a code comes with an error, or the code or a token is in the fragment of the address. ${AGAIN}`,
  },
  unknown_state: {
    title: 'This tab has no such sign-in',
    advice:
      'Perhaps it is already finished, or was started in another tab or browser, at another address or at the authorization server. If you are signed out, sign in again.',
  },
  unverified_refusal: {
    title: 'An error came back that names no sign-in',
    advice: `It has no “state”, so this tab cannot tell who sent it; its text below is not verified. ${AGAIN}`,
  },
  sign_in_expired: { title: 'This sign-in took too long', advice: AGAIN },
  response_issuer_missing: {
    title: 'The response does not say who sent it',
    advice: `The server promises “iss” in every response (RFC 9207). ${AGAIN}`,
  },
  response_issuer_mismatch: {
    title: 'The response names another issuer',
    advice: `Its “iss” has to equal the issuer exactly, and its address has to be the redirect URI of this sign-in. If only the spelling differs, tell the operator of the server. ${AGAIN}`,
  },
  access_denied: {
    title: 'Access was not allowed',
    advice: 'You declined, or the authorization server refused. If you declined, sign in again.',
  },
  authorization_refused: { title: 'The authorization server refused', advice: AGAIN },
  interaction_required: {
    title: 'The authorization server needs your attention',
    advice: 'It has to show you a page of its own. Sign in again.',
  },
  token_request_refused: { title: 'The authorization server gave no token', advice: AGAIN },
  token_response_invalid: {
    title: 'The authorization server sent no usable token',
    advice:
      'Its response has to contain an “access_token”, and a “token_type” of Bearer or DPoP (RFC 6749 §5.1). A new sign-in may have the same result; tell the operator of the server.',
  },
  dpop_unsupported: {
    title: 'The authorization server does not bind tokens to a key',
    advice: 'Its metadata does not list ES256 for DPoP (RFC 9449), which this app demands. Ask its operator.',
  },
  dpop_key_unavailable: {
    title: 'This browser has lost the key of the session or cannot store one',
    advice: `${AGAIN} If it fails again, allow site data for this address.`,
  },
  dpop_proof_refused: {
    title: 'The authorization server refused the proof of possession',
    advice:
      'Check the clock of this device. A server that demands a nonce has to expose DPoP-Nonce to this origin.',
  },
  no_refresh_token: { title: 'The session has ended', advice: 'Sign in again to go on.' },
  step_up_exhausted: {
    title: 'The server asks for a permission that a new sign-in does not bring',
    advice:
      'You already have the permission, or two sign-ins did not bring it. Tell the operator of the server.',
  },
  insufficient_scope: {
    title: 'The API asks for a permission that the token lacks',
    advice: 'Allow it at the authorization server and try again.',
  },
  signed_out: { title: 'You are signed out', advice: 'Sign in again to go on.' },
};

/**
 * Explains an error to the user: what it means and what to do next. `index.ts` does not export this function, so that
 * an app without these texts is smaller.
 */
export function describeOAuthError(error: OAuthError): ErrorDescription {
  if (error.code === 'id_token_invalid') return describeIdToken(error);
  return describeRefusal(error) ?? describeDocument(error) ?? DESCRIPTIONS[error.code];
}

/** Explains a mistake that the code of the error does not name. */
function describeDocument({ code, claim, at = '' }: OAuthError): ErrorDescription | undefined {
  if (code === 'resource_metadata_invalid' && claim === 'resource')
    return { title: 'The metadata of the MCP server names no resource', advice: SERVER };
  if (code === 'server_metadata_not_found' && at.includes('/.well-known/'))
    return {
      title: 'The issuer is the address of a document',
      advice: `Your settings, or the “authorization_servers” of the MCP server, have to name the “issuer” of that document. ${SERVER}`,
    };
  return undefined;
}
