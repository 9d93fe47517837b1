import { describeDenial } from './denial-descriptions.ts';
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
    // Entra ID: the client is not in the directory, or not in the tenant. Salesforce: invalid_client_id.
    pattern:
      /AADSTS7000(16|38)|^unknown client|^(client|application)\b.* not (be )?found|^invalid_client_id$|\b(invalid|unknown) client.?id\b|client.?id\b.*mismatch/i,
    title: 'The authorization server did not accept this client ID',
    advice: 'Check the client ID in the settings of this app, and whether it belongs to this tenant.',
  },
  {
    // The client ID of an app may be the address of its metadata document.
    pattern: /client.?(id )?metadata|client_?id.*(document|fetch)/i,
    title: 'The authorization server did not accept the metadata document of this app',
    advice:
      'Its reason is below. Correct the document at the client ID, or ask the operator of the server for a client ID.',
  },
  {
    // LinkedIn: unauthorized_scope_error.
    pattern: /^(invalid|unauthorized)_scope|AADSTS(70011|650053|2800[23])/i,
    title: 'The authorization server does not grant one of these scopes',
    advice: 'Request scopes that this client may have, or allow them at the server.',
  },
  {
    // Okta: invalid_dpop_proof, if the client has to send proofs.
    pattern: /\bdpop\b|_dpop_/i,
    title: 'The authorization server refused because of DPoP (RFC 9449)',
    advice: 'Turn DPoP on in the settings of this app, or off for this client at the server.',
  },
  {
    // Cognito: redirect_mismatch. Entra ID: 500112 is an invalid_client.
    pattern: /redirect.?ur[il]|^redirect_mismatch$|AADSTS50011/i,
    title: 'The authorization server did not accept this redirect URI',
    advice: 'Register it for this client exactly as it is sent, and start the sign-in again.',
  },
  {
    // RFC 6749 §5.2; Entra ID: 7000218 requires a secret; 9002326, 9002327 and an error with the number 90023 are about
    // the platform of the registration.
    pattern:
      /client.?secret|client.?(assertion|authentication|credential)|cross-origin token|^invalid_client$|AADSTS(7000218|900232[67])/i,
    title: 'This app may be registered as another type of client',
    advice:
      'Register this app as a public client (a single-page application), with no secret and with PKCE; if it already is one, check its client ID.',
  },
  {
    // Entra ID: 65001 is an invalid_grant.
    pattern: /^\w+_required$|AADSTS65001/,
    title: 'The authorization server needs your attention',
    advice:
      'It has to show you a page of its own, or an administrator has to consent. If a new sign-in fails, remove prompt=none from the settings of this app.',
  },
  {
    pattern: /^invalid_target$|\bresource\b(?! owner)|audience|AADSTS9010010/i,
    title: 'The authorization server did not accept this resource',
    advice:
      'Perhaps it issues this client no tokens for this resource. Allow the resource there, or change or remove it in the settings of this app.',
  },
  {
    pattern: /^unauthorized_client$|^unsupported_(grant|response)_type$|grant.?type/i,
    title: 'This app may not use this grant',
    advice: 'Allow the authorization code and refresh token grants for this client at the server.',
  },
  {
    pattern: /^(server_error|temporarily_unavailable)$/,
    title: 'The authorization server could not finish the sign-in',
    advice: 'Start the sign-in again in a moment. If it fails again, tell the operator of the server.',
  },
];

/** The sentence of RFC 6749 §5.2 for `invalid_grant`, which many servers repeat, and sentences that offer two causes. */
const NAMES_NO_CAUSE = /invalid, expired, revoked|(id|ur[il]|code)( or |\/)(client|redirect|code)/i;

const CODE_REFUSED = {
  title: 'The authorization server did not accept the code',
  advice: 'A code is good for one exchange of one sign-in, and for a short time. Start the sign-in again.',
};
const REFRESH_REFUSED = {
  title: 'The authorization server did not accept the refresh token',
  advice: 'Sign in again to go on.',
};
const WITH_REASON: Partial<Record<OAuthError['code'], ErrorDescription>> = {
  authorization_refused: {
    title: 'The authorization server refused',
    advice: 'Its reason is below. Until the cause is removed, a new sign-in may have the same result.',
  },
  token_request_refused: {
    title: 'The authorization server gave no token',
    advice: 'Its reason is below. If a new sign-in has the same result, tell the operator of the server.',
  },
};

/**
 * Explains a refusal with a known text or status.
 *
 * @returns `undefined` when the error code is the best explanation.
 */
export function describeRefusal({
  code,
  refusal,
  status,
  returnTo,
}: OAuthError): ErrorDescription | undefined {
  const isRefused =
    code === 'token_request_refused' || code === 'authorization_refused' || code === 'access_denied';
  const named = refusal?.error ?? '';
  // With 401, a token endpoint refuses the client (RFC 6749 §5.2). Auth0 then sends `access_denied`, and other servers
  // send no code. Only a failed sign-in has `returnTo`.
  const isClient = status === 401 && returnTo !== undefined && !/invalid_|_required/.test(named);
  const error = isClient ? 'invalid_client' : named;
  const { description = '' } = refusal ?? {};
  if (error && isRefused) {
    const denial = describeDenial({ error, description });
    if (denial) return denial;
    const namesCause = !NAMES_NO_CAUSE.test(description);
    const known = REFUSALS.find(
      ({ pattern }) => pattern.test(error) || (namesCause && pattern.test(description)),
    );
    if (known) return { title: known.title, advice: known.advice };
    // Without `returnTo`, a refresh failed.
    if (error === 'invalid_grant') return returnTo === undefined ? REFRESH_REFUSED : CODE_REFUSED;
    if (description) return WITH_REASON[code];
  }
  if ((code === 'unexpected_status' || code === 'registration_refused') && status === 429) {
    return {
      title: 'The server asks you to wait',
      advice: 'It received too many requests (status 429). Try again later.',
    };
  }
  // Some servers send the code of a momentary refusal with status 200.
  if (code === 'unexpected_status' && status === 200 && error) {
    return { title: 'The authorization server refused for now', advice: 'Try again in a moment.' };
  }
  if (code === 'unexpected_status' && status) {
    return {
      title: `A server responded with status ${status}`,
      advice:
        status < 400 || [404, 405, 415].includes(status)
          ? 'Perhaps the address below is wrong. Check it in the settings of this app, or tell the operator of the server.'
          : 'This status says nothing about your sign-in. Try again in a moment.',
    };
  }
  return undefined;
}
