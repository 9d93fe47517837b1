export { createApiFetch } from './api-fetch.ts';
export type { AuthorizationParameters } from './authorization-parameters.ts';
export type { AuthorizationRequest, AuthorizationRequestParameters } from './authorization-request.ts';
export { createAuthorizationRequest } from './authorization-request.ts';
export type { AuthorizationCode } from './authorization-response.ts';
export { validateAuthorizationResponse } from './authorization-response.ts';
export type { BearerChallenge } from './bearer-challenge.ts';
export { parseBearerChallenge } from './bearer-challenge.ts';
export type { ClientRegistration, ClientSecret } from './client-authentication.ts';
export type { ClientIdentification } from './client-identification.ts';
export type { RegistrationMethod } from './client-registration.ts';
export {
  chooseRegistration,
  enterRegistration,
  forgetRegistration,
  identificationFor,
  keptRegistration,
  registerClient,
} from './client-registration.ts';
export type { Discovery, DiscoveryOptions } from './discovery.ts';
export { discover, forgetDiscovery, wantedScopes } from './discovery.ts';
export type { Dpop } from './dpop.ts';
export { dpop } from './dpop.ts';
export type { DpopKeys } from './dpop-keys.ts';
export type { EndSession } from './end-session.ts';
export type { OAuthErrorCode, ServerRefusal, Step } from './errors.ts';
export { OAuthError } from './errors.ts';
export type { Identity } from './id-token.ts';
export { claims, readIdToken } from './id-token.ts';
export { configuredServer, discoverIssuer } from './issuer-discovery.ts';
export type { Locate, Located } from './locate.ts';
export { byConfiguration, byIssuer, byResource } from './locate.ts';
export type { AuthorizationServerMetadata, ProtectedResourceMetadata } from './metadata.ts';
export type { PendingAuthorization } from './pending-authorization.ts';
export {
  pendingSessionKey,
  savePendingAuthorization,
  takePendingAuthorization,
} from './pending-authorization.ts';
export { computeCodeChallenge, createCodeVerifier } from './pkce.ts';
export type { DocumentEvent, KeyValueStorage, Platform } from './platform.ts';
export { browserPlatform } from './platform.ts';
export { pushAuthorizationRequest } from './pushed-authorization-request.ts';
export { isAuthorizationResponse } from './redirect-uri.ts';
export { sameOriginPath } from './return-to.ts';
export { revokeToken } from './revocation.ts';
export { coversServer } from './safe-url.ts';
export { readScopes } from './scope.ts';
export { composeSession, createSession } from './session.ts';
export type { ComposedSession, Session } from './session-interface.ts';
export type { SessionParts } from './session-parts.ts';
export type { Grant, Postponement, SessionState, SignedOutReason } from './session-state.ts';
export type { AppSettings, SessionSettings } from './settings.ts';
export { silentSignIn } from './silent-sign-in.ts';
export type { TokenResponse } from './token-endpoint.ts';
export { exchangeCode, refreshToken } from './token-endpoint.ts';
export { fetchUserinfo } from './userinfo.ts';
export type {
  ByConfiguration,
  ByIssuer,
  ByResource,
  ConfiguredServer,
  Vouched,
  WhereToSignIn,
} from './where-to-sign-in.ts';
export { sessionKey } from './where-to-sign-in.ts';
