import type { ErrorDescription } from './error-description.ts';
import type { OAuthError } from './errors.ts';

/** Error texts that widely used servers have in common, and their meaning. The first match applies. */
const REFUSALS: readonly {
  /** Matched against the error code and the description. */
  pattern: RegExp;
  title: string;
  advice: string;
}[] = [
  {
    // RFC 6749 §5.2; Entra ID: 7000218 requires a secret; 9002326 and 9002327 concern the platform of the
    // registration.
    pattern:
      /client.?secret|client.?(assertion|authentication|credential)|^invalid_client$|AADSTS(7000218|900232[67])/i,
    title: 'This app is registered as another type of client',
    advice:
      'The server expects credentials that only a confidential client has. Register this app as a public client (a single-page application), with no secret and with PKCE; if it is, check its client ID.',
  },
  {
    pattern: /^unauthorized_client$|^unsupported_grant_type$|grant.?type/i,
    title: 'This app may not use this grant',
    advice:
      'Allow the authorization code and refresh token grants for this client in the settings of the authorization server.',
  },
  {
    pattern: /redirect.?ur[il]|AADSTS50011/i,
    title: 'The authorization server does not know this redirect URI',
    advice: 'Register it for this client exactly as it is sent, and start the sign-in again.',
  },
  {
    pattern: /^invalid_target$|\bresource\b|audience|AADSTS9010010/i,
    title: 'The authorization server does not know this resource',
    advice:
      'It does not issue tokens for the resource that this app requests. Register the resource there, or use a registered one in the settings of this app.',
  },
  {
    pattern: /^invalid_scope$/i,
    title: 'The authorization server does not grant one of these scopes',
    advice: 'Request scopes that this client may have, or allow them there.',
  },
];

const CODE_REFUSED = {
  title: 'The authorization server did not accept the code',
  advice: 'A code works once and for a short time. Start the sign-in again; it takes one click.',
};
const ENDED = {
  title: 'The authorization server has ended the session',
  advice: 'Sign in again to go on.',
};

/** How servers say that the user declined: oidc-provider, Auth0, Keycloak, Entra ID, RFC 6749. */
const DECLINED =
  /end-?user (denied|aborted|rejected)|(user|owner|customer|person) (has )?(did not (authorize|consent|allow|grant)|denied|declined|cancell?ed|aborted|rejected)|AADSTS65004|cancell?ed by/i;

/**
 * Explains a refusal with a known text: by the user, by a policy, or because of the registration of this app, which a
 * new sign-in does not change.
 *
 * @returns `undefined` when the error code is the best explanation.
 */
export function describeRefusal({
  code,
  refusal,
  status,
  returnTo,
}: OAuthError): ErrorDescription | undefined {
  const { error = '', description = '' } = refusal ?? {};
  if (code === 'access_denied' && description) return describeDenial(description);
  if (code === 'token_request_refused' || code === 'authorization_refused') {
    const known = REFUSALS.find(({ pattern }) => pattern.test(error) || pattern.test(description));
    if (known) return { title: known.title, advice: known.advice };
    // Only a sign-in has `returnTo`; otherwise it was a refresh.
    if (error === 'invalid_grant') return returnTo === undefined ? ENDED : CODE_REFUSED;
  }
  if (code === 'unexpected_status' && status === 429) {
    return {
      title: 'The server asks you to wait',
      advice: 'It received too many requests (status 429). Try again later.',
    };
  }
  if (code === 'unexpected_status' && status) {
    return {
      title: `A server responded with status ${status}`,
      advice: 'That says nothing about your sign-in. Try again in a moment.',
    };
  }
  return undefined;
}

function describeDenial(description: string): ErrorDescription {
  return DECLINED.test(description)
    ? {
        title: 'You did not allow access',
        advice: 'Nothing was shared. Sign in again if you have changed your mind.',
      }
    : {
        title: 'The authorization server’s policy refused access',
        advice:
          'Its reason is below. Signing in as the same user may have the same result; the operator of the server can change the policy.',
      };
}
