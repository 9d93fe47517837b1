import { PROOF_ALGORITHMS } from '../dpop/proof-key.ts';
import { AUTHENTICATION_METHODS } from './client-metadata.ts';
import { type Context, scopesFor } from './context.ts';
import { CORS } from './responses.ts';

/** The metadata document, for both RFC 8414 and OpenID Connect Discovery. */
export function metadata(context: Context): Response {
  const { issuer, policy } = context;
  const clientMethods = policy.registrationOffered ? AUTHENTICATION_METHODS : ['none'];
  const document = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    revocation_endpoint: `${issuer}/revoke`,
    // Without this member, clients assume `client_secret_basic` (RFC 8414 §2).
    revocation_endpoint_auth_methods_supported: clientMethods,
    introspection_endpoint: `${issuer}/introspect`,
    introspection_endpoint_auth_methods_supported: AUTHENTICATION_METHODS.filter(
      (method) => method !== 'none',
    ),
    end_session_endpoint: `${issuer}/end-session`,
    jwks_uri: `${issuer}/jwks`,
    ...(policy.registrationOffered && { registration_endpoint: `${issuer}/register` }),
    client_id_metadata_document_supported: policy.clientIdMetadataDocuments,
    scopes_supported: scopesFor(context, undefined).map(({ name }) => name),
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_methods_supported: clientMethods,
    code_challenge_methods_supported: policy.plainAllowed ? ['S256', 'plain'] : ['S256'],
    authorization_response_iss_parameter_supported: policy.issInResponses,
    ...(policy.dpop !== 'off' && { dpop_signing_alg_values_supported: PROOF_ALGORITHMS }),
    ...pushedRequests(context),
    // Without this member, clients assume that the server supports `request_uri` (OpenID Connect Discovery §3).
    request_uri_parameter_supported: false,
    request_parameter_supported: false,
    claims_parameter_supported: false,
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
  };
  return Response.json(document, { headers: { ...CORS, 'Cache-Control': 'max-age=300' } });
}

/**
 * The metadata of pushed requests (RFC 9126 §5). Even if `request_uri_parameter_supported` is false, a client can use
 * the `request_uri` that the endpoint for pushed requests returns.
 */
function pushedRequests({ issuer, policy: { pushedAuthorizationRequests: pushing } }: Context) {
  return {
    ...(pushing !== 'off' && { pushed_authorization_request_endpoint: `${issuer}/par` }),
    ...(pushing === 'required' && { require_pushed_authorization_requests: true }),
  };
}

/** The paths of the metadata. The path of the issuer comes after the well-known name (RFC 8414 §3.1), or before it. */
export function metadataPaths(issuer: string): string[] {
  const path = new URL(issuer).pathname;
  return [
    `/.well-known/oauth-authorization-server${path}`,
    `/.well-known/openid-configuration${path}`,
    `${path}/.well-known/openid-configuration`,
  ];
}
