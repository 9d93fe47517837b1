import { isTemporary } from '../../../../oauth/token-endpoint.ts';

/** Errors about the client: a server that sends one refuses every request of this client (RFC 6749 §5.2). */
export const ABOUT_THE_CLIENT = ['invalid_client', 'unauthorized_client'];

/** Codes that name a part of a request, a code or a token: the registered ones, and those that some servers invent. */
const PART =
  /(^|_)(pkce|code|grant|token|verif\w*|challenge|redirect_uri|resource|target|audience|scope|proof|request|parameter|method|assertion|response_type|authorization_details)s?(_|$)/i;

/** Codes of a server that failed at a request, whatever they name: `token_generation_failed`, `unknown_error`. */
const FAILURE =
  /error|exception|exchange|generat|issu|creat|stor|sav|lookup|fetch|encrypt|service|backend|upstream|gateway|disabled|licen|config|busy|overload|database|cache|(?<!(pkce|verif\w*|challenge|proof|validat\w*)_)fail/i;

/** Words about a failing server or a firewall, which may follow any code. */
const FAILURE_IN_WORDS =
  /captcha|csrf|maintenance|firewall|suspicious|unusual|licen[cs]e|subscription|database|upstream|went wrong/i;

/** Codes about the person or the client, or of a firewall. They may name a token, too: `invalid_mfa_token`. */
const ELSEWHERE =
  /grant_type|captcha|csrf|mfa|otp|login|user|password|credential|account|block|deni|cancel|declin|forbid|maintenance|bot(_|$)/i;

/** The decisions of a person, and codes of a sign-in page that waits for a person (OpenID Connect Core §3.1.2.6). */
const OF_THE_PERSON = /denied|cancel|declin|^(login|consent|interaction|account_selection)_required$/i;

/** Whether an error finds a fault in the request, so that it is a refusal of the request. */
export const findsFault = (error: string): boolean =>
  PART.test(error) && !ELSEWHERE.test(error) && !FAILURE.test(error);

/** Whether an error may be about a code that is used up. `invalid_request` is not. */
export const isAboutCode = (error = ''): boolean =>
  /(^|_)(code|grant|token|pkce|verif\w*|challenge)s?(_|$)/i.test(error);

/** Whether an error says that the server failed, and not what is wrong with the request. */
export const isFailure = (error: string): boolean => FAILURE.test(error);

/**
 * Whether the words of a refusal name a rate limit, a failing server or a firewall. Salesforce sends `invalid_grant` for
 * its rate limit, so a code alone does not show why the server refused.
 */
export const namesFailure = (words: string): boolean =>
  isTemporary(400, words) || FAILURE_IN_WORDS.test(words);

/** Whether an error is about the person or the client, or of a firewall. */
export const isFromElsewhere = (error: string): boolean => ELSEWHERE.test(error);

/**
 * Whether an error is unrelated to the request, because it names a decision of the person, a rate limit or a failing
 * server.
 */
export const isUnrelated = ({ error = '', description = '' }: Said): boolean =>
  OF_THE_PERSON.test(error) || namesFailure(`${error} ${description}`);

interface Said {
  error?: string;
  description?: string;
}
