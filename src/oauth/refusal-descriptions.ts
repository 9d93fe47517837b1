import type { ErrorDescription } from './error-description.ts';
import type { OAuthError } from './errors.ts';

/** What the words of a server mean, where servers in wide use agree on them: the first that fits is told. */
const REFUSALS: readonly {
  /** Found in the code, or in the description. */
  words: RegExp;
  title: string;
  advice: string;
}[] = [
  {
    // RFC 6749 §5.2; Entra ID: 7000218 wants a secret, 9002326 and 9002327 are about the platform of the registration.
    words:
      /client.?secret|client.?(assertion|authentication|credential)|^invalid_client$|AADSTS(7000218|900232[67])/i,
    title: 'This app is registered as another type of client',
    advice:
      'The server expects what only a confidential client has. Register this app as a public client (a single-page application), with no secret and with PKCE; if it is, check its client ID.',
  },
  {
    words: /^unauthorized_client$|^unsupported_grant_type$|grant.?type/i,
    title: 'This app may not use this grant',
    advice:
      'Allow the authorization code and refresh token grants for this client in the settings of the authorization server.',
  },
  {
    words: /redirect.?ur[il]|AADSTS50011/i,
    title: 'The authorization server does not know this redirect URI',
    advice: 'Register it for this client exactly as it is sent, and start the sign-in again.',
  },
  {
    words: /^invalid_target$|\bresource\b|audience|AADSTS9010010/i,
    title: 'The authorization server does not know this resource',
    advice:
      'It gives no token for the address that this app asks for. Register the resource there, or name the one that it knows in the settings of this app.',
  },
  {
    words: /^invalid_scope$/i,
    title: 'The authorization server does not give one of these scopes',
    advice: 'Ask for scopes that it gives to this client, or allow them there.',
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

/** The words of a person who declined, as servers put them: oidc-provider, Auth0, Keycloak, Entra ID, RFC 6749. */
const DECLINED =
  /end-?user (denied|aborted|rejected)|(user|owner|customer|person) (has )?(did not (authorize|consent|allow|grant)|denied|declined|cancell?ed|aborted|rejected)|AADSTS65004|cancell?ed by/i;

/**
 * Says what a refusal means whose words are known: a policy's, a person's, or one about the registration of this
 * app, which no new sign-in changes.
 *
 * @returns `undefined` where the code of the error says all there is to say.
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
    const known = REFUSALS.find(({ words }) => words.test(error) || words.test(description));
    if (known) return { title: known.title, advice: known.advice };
    // Only a sign-in has a way back; without one it was a refresh.
    if (error === 'invalid_grant') return returnTo === undefined ? ENDED : CODE_REFUSED;
  }
  if (code === 'unexpected_status' && status === 429) {
    return {
      title: 'The server asks to wait',
      advice: 'It has had too many requests for the moment (status 429). Try again later.',
    };
  }
  if (code === 'unexpected_status' && status) {
    return {
      title: `A server answered with status ${status}`,
      advice: 'It says nothing about your sign-in with that. Try again in a moment.',
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
          'Its reason stands below. Signing in as the same person may bring the same answer; the people who run the server can change it.',
      };
}
