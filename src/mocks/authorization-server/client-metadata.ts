import type { RedirectUriRule, Rejection } from './rejections.ts';
import type { RegisteredClient } from './store.ts';

type AuthenticationMethod = RegisteredClient['tokenEndpointAuthMethod'];

export const AUTHENTICATION_METHODS: readonly AuthenticationMethod[] = [
  'none',
  'client_secret_basic',
  'client_secret_post',
];
const GRANT_TYPES = ['authorization_code', 'refresh_token'];
const LONGEST_NAME = 100;

/** The client metadata that this server understands (RFC 7591 §2). */
export interface ClientMetadata
  extends Pick<
    RegisteredClient,
    | 'clientName'
    | 'redirectUris'
    | 'postLogoutRedirectUris'
    | 'grantTypes'
    | 'tokenEndpointAuthMethod'
    | 'dpopBoundAccessTokens'
  > {
  applicationType: 'web' | 'native';
}

/**
 * Reads client metadata, with the defaults of RFC 7591 §2. Ignores unknown members, as the RFC demands. Refuses an
 * unsupported value of a known member.
 *
 * @param defaultMethod the authentication method of a client whose metadata names no method.
 */
export function readClientMetadata(
  json: Readonly<Record<string, unknown>>,
  defaultMethod: AuthenticationMethod,
): ClientMetadata | Rejection {
  const { application_type: applicationType = 'web', client_name: clientName = 'An app without a name' } =
    json;
  if (applicationType !== 'web' && applicationType !== 'native') return notSupported('application_type');
  if (typeof clientName !== 'string' || !clientName || clientName.length > LONGEST_NAME) {
    return notSupported('client_name');
  }
  const asked = json.token_endpoint_auth_method ?? defaultMethod;
  const method = AUTHENTICATION_METHODS.find((known) => known === asked);
  if (!method) return notSupported('token_endpoint_auth_method');
  const grantTypes = strings(json.grant_types ?? ['authorization_code']);
  if (
    !grantTypes?.includes('authorization_code') ||
    !grantTypes.every((type) => GRANT_TYPES.includes(type))
  ) {
    return notSupported('grant_types');
  }
  const responseTypes = strings(json.response_types ?? ['code']);
  if (responseTypes?.join() !== 'code') return notSupported('response_types');
  const dpopBoundAccessTokens = json.dpop_bound_access_tokens ?? false;
  if (typeof dpopBoundAccessTokens !== 'boolean') return notSupported('dpop_bound_access_tokens');
  const redirectUris = strings(json.redirect_uris);
  if (!redirectUris?.length) return { reason: 'missing redirect_uris' };
  const postLogoutRedirectUris = strings(json.post_logout_redirect_uris ?? []);
  if (!postLogoutRedirectUris) return notSupported('post_logout_redirect_uris');
  for (const uri of [...redirectUris, ...postLogoutRedirectUris]) {
    const rule = brokenRule(uri, applicationType);
    if (rule) return { reason: 'redirect_uri not allowed', rule };
  }
  return {
    clientName,
    redirectUris,
    postLogoutRedirectUris,
    grantTypes,
    tokenEndpointAuthMethod: method,
    ...(dpopBoundAccessTokens && { dpopBoundAccessTokens }),
    applicationType,
  };
}

const notSupported = (member: string): Rejection => ({ reason: 'client metadata not supported', member });

/** @returns `undefined` if the value is not a list of texts. */
function strings(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}

/** The rule that a redirect URI breaks, or `undefined` (RFC 8252 §8.4). */
function brokenRule(
  uri: string,
  applicationType: ClientMetadata['applicationType'],
): RedirectUriRule | undefined {
  // A URL parser changes characters that no URI may have, but redirect URIs are compared as text (RFC 9700 §4.1.3).
  if (!URI_CHARACTERS.test(uri) || !URL.canParse(uri))
    return 'an absolute URL without fragment or credentials';
  const { protocol, hostname, username, password } = new URL(uri);
  // The text has to be searched for `#`, because `hash` is empty for an empty fragment.
  if (uri.includes('#') || username || password || SCRIPTED.test(protocol)) {
    return 'an absolute URL without fragment or credentials';
  }
  const loopback = LOOPBACK.test(hostname);
  if (applicationType === 'web' && (protocol !== 'https:' || loopback || UNSPECIFIED.test(hostname))) {
    return 'https, and not this machine, for application_type web';
  }
  if (applicationType === 'native' && !isNative(protocol, loopback)) {
    return 'loopback, https or a private-use scheme, for application_type native';
  }
  return undefined;
}

/** The names and addresses of this machine (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
const LOOPBACK = /^((.*\.)?localhost\.?|127(\.\d+){3}|\[::(1|ffff:7f[\da-f]{2}:[\da-f]{1,4})\])$/;

/** The unspecified addresses, which lead to this machine in many systems (RFC 1122 §3.2.1.3, RFC 4291 §2.5.2). */
const UNSPECIFIED = /^(0\.0\.0\.0|\[::\])$/;

/** The characters of RFC 3986 §2. */
const URI_CHARACTERS = /^[\w.~:/?#[\]@!$&'()*+,;=%-]+$/;

/** Schemes that let a redirect run a script or read a file. */
const SCRIPTED = /^(javascript|data|blob|file|filesystem|about|view-source|vbscript):$/;

/** Whether a native app may have this redirect URI: loopback, https, or a reversed domain as scheme (RFC 8252 §7). */
function isNative(protocol: string, loopback: boolean): boolean {
  return protocol === 'http:' ? loopback : protocol === 'https:' || protocol.includes('.');
}
