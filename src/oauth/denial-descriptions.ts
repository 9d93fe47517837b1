import type { ErrorDescription } from './error-description.ts';

/** How servers say that the user declined: RFC 6749, oidc-provider, Auth0, Keycloak, Entra ID, LinkedIn, MitID. */
const DECLINED =
  /(user|owner|customer|person|you)[ _](has )?(did not (authorize|consent|allow|grant|accept)|chose not|denied|declined|cancell?ed|aborted|rejected|refused)|AADSTS65004|cancell?ed by|denied by (the )?user\W*$|(log.?in|sign.?in|auth\w*|request) (was |has been )?(cancell?ed|aborted)|^(user.?)?(cancel|abort)|consent.?(was )?(not.?given|denied|declined|rejected)/i;

/**
 * Descriptions that add nothing to the error code: the sentence of RFC 6749 §4.1.2.1, which many servers repeat, and
 * `access_denied` in words. Azure AD B2C reports a forgotten password as a denial by the user.
 */
const SAYS_NO_MORE =
  /owner or authorization server denied the request\.?$|^access.?(is |was )?denied\.?$|AADB2C90118/i;

/** Okta, FusionAuth, better-auth: an unknown origin. Entra ID has "origin" in an unrelated error (9002326). */
const ORIGIN =
  /^(?!AADSTS)(?=.*\borigin\b).*\b(not( a)?|un|dis)[ -]?(allowed|trusted|permitted)|^invalid.origin/i;

/** Auth0 reports an unknown `audience` as a denial. */
const UNKNOWN_AUDIENCE = /^service not found/i;

/** Entra ID: only an administrator may consent. The error code may be `consent_required`. */
const ADMINISTRATOR_ONLY = /AADSTS9009[345]/;

/** Words of an English sentence. In another language, the app cannot tell a decision of the user from a policy. */
const ENGLISH = /AADSTS|user|\b(the|not|access|\w{4,}ed)\b/i;

/** `access_denied`, and the error codes with which some servers refuse a user or an app. */
const DENIALS =
  /^(access_denied|unauthorized|user_cancel\w*|user_denied|admin_policy_enforced|application_suspended|org_internal)$/;

/**
 * Explains that access was denied: by the user, or by the server.
 *
 * @returns `undefined` for any other refusal, and if the server does not say who denied access.
 */
export function describeDenial({
  error,
  description,
}: Record<'error' | 'description', string>): ErrorDescription | undefined {
  if (ORIGIN.test(description)) {
    return {
      title: 'The authorization server may refuse the origin of this app',
      advice: 'Add the origin of this app to the allowed, or trusted, origins of this client at the server.',
    };
  }
  const isDenial = DENIALS.test(error) || ADMINISTRATOR_ONLY.test(description);
  if (!isDenial || SAYS_NO_MORE.test(description)) return undefined;
  if (DECLINED.test(description) || DECLINED.test(error)) {
    return { title: 'You did not allow access', advice: 'Sign in again if you have changed your mind.' };
  }
  if (UNKNOWN_AUDIENCE.test(description)) {
    return {
      title: 'The authorization server does not know this audience',
      advice: 'Register the API there, or use a registered audience in the settings of this app.',
    };
  }
  if (error === 'access_denied' && !ENGLISH.test(description)) return undefined;
  return {
    title: 'The authorization server refused access',
    advice: `${description && 'Its reason is below. '}Signing in as the same user may have the same result; ask the operator of the server.`,
  };
}
