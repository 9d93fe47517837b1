import type { ErrorDescription } from './error-description.ts';
import type { OAuthError, OAuthErrorCode } from './errors.ts';
import { describeRefusal } from './refusal-descriptions.ts';

const AGAIN = 'Start the sign-in again; it takes one click.';
const SERVER = 'Nothing was sent on. Tell whoever runs the server.';

const DESCRIPTIONS: Record<OAuthErrorCode, ErrorDescription> = {
  insecure_context: {
    title: 'This page is not served securely',
    advice: 'Open it over https, or over http on localhost: browsers hide their cryptography elsewhere.',
  },
  framed: {
    title: 'This page is inside another page',
    advice: 'Open it in a tab of its own to sign in, so that nobody can place your clicks for you.',
  },
  origin_mismatch: {
    title: 'This app was opened at another address than it returns to',
    advice:
      'localhost and 127.0.0.1 are two addresses to a browser. Open the app at the one it is registered with.',
  },
  storage_unavailable: {
    title: 'This browser stores nothing for this site',
    advice: 'Allow site data for this address, or free some space, and start again.',
  },
  reserved_parameter: {
    title: 'This app is set up to replace a parameter of the protocol',
    advice:
      'A further authorization parameter has the name of one that the sign-in itself sends. Take it out of the settings.',
  },
  offline: { title: 'You are offline', advice: 'Connect to the network and start again.' },
  unreachable: {
    title: 'A server could not be reached from this page',
    advice:
      'The browser does not say why: the network, a missing CORS header or a redirect. Try again; if it stays, tell whoever runs the server.',
  },
  timeout: { title: 'A server took too long', advice: 'Try again in a moment.' },
  response_too_large: { title: 'A server sent far too much', advice: SERVER },
  response_not_json: { title: 'A server sent something unreadable', advice: SERVER },
  unexpected_status: { title: 'A server failed', advice: 'Try again in a moment.' },
  unsafe_url: {
    title: 'An address cannot be used safely',
    advice:
      'It must be https, or http on this machine, without a fragment, credentials or unusual characters; and a server may name no address that is nearer to you than its own. If you typed it, correct it; else tell the people who run the server.',
  },
  authorization_not_required: {
    title: 'This MCP server needs no sign-in',
    advice: 'It answers without a token, so there is nothing to sign in to.',
  },
  not_an_mcp_server: {
    title: 'This address is no MCP server that asks for a sign-in',
    advice:
      'It answers without a token, and not as an MCP server does. Check the address; for any other API, set an issuer.',
  },
  resource_metadata_not_found: {
    title: 'The MCP server does not say where to sign in',
    advice:
      'It has to publish protected resource metadata (RFC 9728) and expose WWW-Authenticate to this origin.',
  },
  resource_metadata_invalid: { title: 'The MCP server does not say where to sign in', advice: SERVER },
  resource_mismatch: {
    title: 'The metadata of the MCP server describes another resource',
    advice: 'Its “resource” must be the address of the server. Tell whoever runs the server.',
  },
  server_metadata_not_found: { title: 'The authorization server does not describe itself', advice: SERVER },
  server_metadata_invalid: {
    title: 'The authorization server describes itself incompletely',
    advice: SERVER,
  },
  issuer_mismatch: {
    title: 'The metadata of the authorization server names another issuer',
    advice:
      'Both must be the same, character by character (RFC 8414 §3.3). If you set the issuer, a slash at its end may be all that differs; else tell whoever runs the server.',
  },
  pkce_unsupported: {
    title: 'The authorization server does not offer PKCE',
    advice:
      'Without S256 an intercepted code could be redeemed by anybody, so this app does not sign in there.',
  },
  token_endpoint_elsewhere: {
    title: 'The code would go to another origin than you sign in at',
    advice:
      'The server does not promise to say who answers, so nothing tells an honest one from one that wants the code of another. Accept that origin only if both belong to one operator.',
  },
  client_unknown: {
    title: 'The authorization server does not know this app',
    advice:
      'It takes neither a client ID metadata document of ours nor a registration. Ask whoever runs it for a client ID.',
  },
  registration_refused: {
    title: 'The authorization server did not register this app',
    advice: 'It gives its reason below. Whoever runs the server can register the app by hand instead.',
  },
  registration_invalid: {
    title: 'The authorization server registered this app incompletely',
    advice: SERVER,
  },
  no_authorization_response: {
    title: 'There is no sign-in to finish here',
    advice: `This address was opened without an answer, by a bookmark or the Back button perhaps. ${AGAIN}`,
  },
  malformed_authorization_response: { title: 'The answer makes no sense', advice: AGAIN },
  unknown_state: {
    title: 'This sign-in was not started in this tab',
    advice: `It was finished before, or started in another tab, browser or address. ${AGAIN}`,
  },
  unverified_refusal: {
    title: 'An error came back that belongs to no sign-in',
    advice: `It has no “state”, so this tab cannot tell who sent it; its words below are not verified. ${AGAIN}`,
  },
  sign_in_expired: { title: 'This sign-in took too long', advice: AGAIN },
  response_issuer_missing: { title: 'The answer does not say who sent it', advice: AGAIN },
  response_issuer_mismatch: { title: 'The answer came from the wrong server', advice: AGAIN },
  access_denied: {
    title: 'Access was not allowed',
    advice:
      'The authorization server does not say whether you declined or its policy refused. Nothing was shared. Sign in again to be asked again.',
  },
  authorization_refused: { title: 'The authorization server refused', advice: AGAIN },
  interaction_required: {
    title: 'The authorization server wants to see you',
    advice: 'It does not go on without a page of its own. Sign in again.',
  },
  token_request_refused: {
    title: 'The authorization server gave no token',
    advice: AGAIN,
  },
  token_response_invalid: { title: 'The authorization server sent no usable token', advice: AGAIN },
  id_token_invalid: { title: 'The ID token was not meant for this sign-in', advice: AGAIN },
  no_refresh_token: { title: 'The session has ended', advice: 'Sign in again to go on.' },
  step_up_exhausted: {
    title: 'The server asks for a permission that more sign-ins do not bring',
    advice:
      'You were granted what it named, or it was refused twice. Asking again would go round in circles. Tell whoever runs the server.',
  },
  insufficient_scope: {
    title: 'The API asks for a permission that you have not given',
    advice: 'Allow it at the authorization server, and try again.',
  },
  signed_out: { title: 'You signed out', advice: 'Sign in again to go on.' },
};

/** Says in plain words what an error means and what to do next; kept apart from the core for its size. */
export function describeOAuthError(error: OAuthError): ErrorDescription {
  return describeRefusal(error) ?? DESCRIPTIONS[error.code];
}
