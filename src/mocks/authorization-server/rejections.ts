import { type ProofRejection, proofError } from '../dpop/rejections.ts';

/** The precise reason for a refusal, for `observe` and the audit log. The client gets only {@link wireError}. */
export type Rejection =
  // Reasons at the authorization endpoint before client and redirect URI are verified: the server does not redirect.
  | { reason: 'duplicate parameter'; parameter: string }
  | { reason: 'unknown client' }
  | { reason: 'missing redirect_uri' }
  | { reason: 'unregistered redirect_uri' }
  | { reason: 'unknown request_uri' }
  | { reason: 'expired request_uri' }
  | { reason: 'request_uri of another client' }
  | { reason: 'request_uri used before' }
  // Reasons at the authorization endpoint after which the server redirects to the client.
  | { reason: 'request not pushed' }
  | { reason: 'parameter not supported'; parameter: 'request' | 'request_uri' | 'registration' }
  | { reason: 'missing response_type' }
  | { reason: 'unsupported response_type' }
  | { reason: 'unsupported response_mode' }
  | { reason: 'missing code_challenge' }
  | { reason: 'malformed code_challenge' }
  | { reason: 'unsupported code_challenge_method' }
  | { reason: 'unknown resource' }
  | { reason: 'no known scope' }
  | { reason: 'malformed dpop_jkt' }
  | { reason: 'unsupported prompt' }
  | { reason: 'malformed max_age' }
  | { reason: 'id_token_hint not issued here' }
  | { reason: 'login required' }
  | { reason: 'consent required' }
  | { reason: 'denied by the person' }
  // Reasons that the server's own page shows to the person.
  | { reason: 'wrong password' }
  | { reason: 'named person not signed in' }
  | { reason: 'no decision' }
  // Reasons at the token endpoint.
  | { reason: 'method not allowed' }
  | { reason: 'not a form' }
  | { reason: 'client authentication failed' }
  | { reason: 'several client authentications' }
  | { reason: 'client_id differs from the authentication' }
  | { reason: 'missing parameter'; parameter: string }
  | { reason: 'unsupported grant_type' }
  | { reason: 'grant_type not registered' }
  | { reason: 'unknown code' }
  | { reason: 'expired code' }
  | { reason: 'code of another client' }
  | { reason: 'redirect_uri changed' }
  | { reason: 'missing code_verifier' }
  | { reason: 'malformed code_verifier' }
  | { reason: 'code_verifier does not match' }
  | { reason: 'code_verifier without challenge' }
  | { reason: ProofRejection }
  | { reason: 'code bound to another key' }
  | { reason: 'resource not granted' }
  | { reason: 'code used before' }
  | { reason: 'unknown refresh token' }
  | { reason: 'refresh token of another client' }
  | { reason: 'refresh token bound to another key' }
  | { reason: 'refresh token used before' }
  | { reason: 'refresh token expired' }
  | { reason: 'grant revoked' }
  | { reason: 'scope not granted' }
  // A reason at the revocation endpoint (RFC 7009 §2.1).
  | { reason: 'token of another client' }
  // Reasons at the endpoint for pushed authorization requests.
  | { reason: 'request_uri in a pushed request' }
  | { reason: 'dpop_jkt of another key' }
  // Reasons at the end-session endpoint.
  | { reason: 'unregistered post_logout_redirect_uri' }
  // Reasons at the registration endpoint.
  | { reason: 'not JSON' }
  | { reason: 'missing redirect_uris' }
  | { reason: 'redirect_uri not allowed'; rule: RedirectUriRule }
  | { reason: 'client metadata not supported'; member: string }
  // Reasons for a client ID that is the address of a document. The client is unverified, so there is no redirect.
  | { reason: 'client metadata address refused' }
  | { reason: 'client metadata document unreachable' }
  | { reason: 'client metadata document redirects' }
  | { reason: 'client metadata document too large' }
  | { reason: 'client metadata document not accepted'; member: string };

/** What a redirect URI has to be, for each kind of application (OpenID Connect Registration §2, RFC 8252). */
export type RedirectUriRule =
  | 'an absolute URL without fragment or credentials'
  | 'https, and not this machine, for application_type web'
  | 'loopback, https or a private-use scheme, for application_type native';

/** A refusal as the client sees it: the status, and the members of RFC 6749 §5.2 and RFC 7591 §3.2.2. */
export interface WireError {
  status: 400 | 401 | 403 | 405;
  error: string;
  description: string;
}

/** Turns a reason into a generic error, so that an attacker does not learn the reason. */
export function wireError(rejection: Rejection): WireError {
  switch (rejection.reason) {
    case 'duplicate parameter':
    case 'missing parameter':
      return bad('invalid_request', `Check the parameter ${rejection.parameter}.`);
    case 'unknown client':
      return bad('invalid_client', 'This client is not registered here.');
    case 'missing redirect_uri':
    case 'unregistered redirect_uri':
      return bad('invalid_request', 'The redirect_uri is not registered for this client.');
    case 'parameter not supported':
      return bad(
        `${rejection.parameter}_not_supported`,
        `The parameter ${rejection.parameter} is not supported.`,
      );
    case 'unknown request_uri':
    case 'expired request_uri':
    case 'request_uri of another client':
    case 'request_uri used before':
      return bad('invalid_request_uri', 'The request_uri is invalid, expired, used, or not yours.');
    case 'request not pushed':
      return bad('invalid_request', 'Push the authorization request first (RFC 9126).');
    case 'request_uri in a pushed request':
      return bad('invalid_request', 'A pushed request must not have a request_uri.');
    case 'dpop_jkt of another key':
      return bad('invalid_request', 'The dpop_jkt is not the thumbprint of the key of the DPoP proof.');
    case 'missing response_type':
      return bad('invalid_request', 'The response_type is missing.');
    case 'unsupported response_type':
      return bad('unsupported_response_type', 'Only response_type=code is supported.');
    case 'unsupported response_mode':
      return bad('invalid_request', 'Only response_mode=query is supported.');
    case 'missing code_challenge':
      return bad('invalid_request', 'A code_challenge is required.');
    case 'malformed code_challenge':
      return bad('invalid_request', 'The code_challenge is malformed.');
    case 'unsupported code_challenge_method':
      return bad('invalid_request', 'The code_challenge_method is not supported.');
    case 'unknown resource':
    case 'resource not granted':
      return bad('invalid_target', 'The resource is unknown or not part of this grant.');
    case 'no known scope':
    case 'scope not granted':
      return bad('invalid_scope', 'The scope is unknown or exceeds what was granted.');
    case 'malformed dpop_jkt':
      return bad('invalid_request', 'The dpop_jkt is not a SHA-256 thumbprint.');
    case 'unsupported prompt':
      return bad('invalid_request', 'The value of prompt is not supported.');
    case 'malformed max_age':
      return bad('invalid_request', 'The max_age has to be a number of seconds.');
    case 'id_token_hint not issued here':
      return bad(
        'invalid_request',
        'The id_token_hint is not an ID token that this server issued to this client.',
      );
    case 'consent required':
      return bad('consent_required', 'The person has to give consent.');
    case 'login required':
      return bad('login_required', 'The person has to sign in.');
    case 'denied by the person':
      return bad('access_denied', 'The person did not grant access.');
    case 'wrong password':
      return { status: 403, error: 'wrong_credentials', description: 'User name or password is wrong.' };
    case 'named person not signed in':
      return {
        status: 403,
        error: 'login_required',
        description: 'The person whom the page names is not signed in any more.',
      };
    case 'no decision':
      return bad('invalid_request', 'Allow or deny, and leave at least one permission ticked.');
    case 'method not allowed':
      return { status: 405, error: 'invalid_request', description: 'Use POST.' };
    case 'not a form':
      return bad('invalid_request', 'Send application/x-www-form-urlencoded.');
    case 'client authentication failed':
      return { status: 401, error: 'invalid_client', description: 'Client authentication failed.' };
    case 'several client authentications':
      return bad('invalid_request', 'Authenticate the client in one way, and not in several.');
    case 'client_id differs from the authentication':
      return bad('invalid_request', 'The client_id is not the client that authenticates.');
    case 'unsupported grant_type':
      return bad('unsupported_grant_type', 'The grant type is not supported.');
    case 'grant_type not registered':
      return bad('unauthorized_client', 'This client may not use this grant type.');
    case 'missing code_verifier':
    case 'malformed code_verifier':
      return bad('invalid_request', 'A code_verifier of 43 to 128 characters is required.');
    case 'unknown code':
    case 'expired code':
    case 'code of another client':
    case 'redirect_uri changed':
    case 'code_verifier does not match':
    case 'code_verifier without challenge':
    case 'code used before':
    case 'code bound to another key':
      return bad('invalid_grant', 'The code is invalid, expired, used, or not yours.');
    case 'unknown refresh token':
    case 'refresh token of another client':
    case 'refresh token used before':
    case 'refresh token bound to another key':
    case 'refresh token expired':
    case 'grant revoked':
      return bad('invalid_grant', 'The refresh token is invalid, expired, used, or not yours.');
    case 'token of another client':
      return bad('invalid_grant', 'The token was issued to another client.');
    case 'unregistered post_logout_redirect_uri':
      return bad('invalid_request', 'The post_logout_redirect_uri is not registered for this client.');
    case 'not JSON':
      return bad('invalid_client_metadata', 'Send the client metadata as a JSON object.');
    case 'missing redirect_uris':
      return bad('invalid_redirect_uri', 'List at least one redirect URI in redirect_uris.');
    case 'redirect_uri not allowed':
      return bad('invalid_redirect_uri', `A redirect URI has to be ${rejection.rule}.`);
    case 'client metadata not supported':
      return bad('invalid_client_metadata', `The value of ${rejection.member} is not supported.`);
    // These reasons share one error, because a caller must not learn what this server finds at an address.
    case 'client metadata address refused':
    case 'client metadata document unreachable':
    case 'client metadata document redirects':
    case 'client metadata document too large':
    case 'client metadata document not accepted':
      return bad('invalid_client', 'The client metadata document of this client cannot be used.');
    default:
      return dpopError(rejection.reason);
  }
}

function dpopError(rejection: ProofRejection): WireError {
  const error = proofError(rejection);
  return error === 'use_dpop_nonce'
    ? bad(error, 'Send a DPoP proof with the nonce of this response.')
    : bad(error, 'Send one DPoP proof that is valid for this request.');
}

const bad = (error: string, description: string): WireError => ({ status: 400, error, description });
