import { isTemporary } from '../../../../oauth/token-endpoint.ts';

/** Errors about the client: such a server refuses every request of the client (RFC 6749 §5.2). */
export const ABOUT_THE_CLIENT = ['invalid_client', 'unauthorized_client'];

/** Codes that find a fault in a request, a code or a token: the registered ones, and those of servers with their own. */
const FAULT =
  /^(invalid|unsupported|bad|malformed|incorrect|wrong|missing|unknown|expired)_|(^|_)(pkce|code|grant|token|verifier|code_challenge|redirect_uri|resource|target|audience|proof)s?(_|$)/i;

/** Codes about the person or the client, or of a firewall. They may name a token, too: `invalid_mfa_token`. */
const ELSEWHERE =
  /grant_type|captcha|csrf|mfa|otp|login|user|password|credential|account|block|deni|cancel|declin|forbid|maintenance|bot(_|$)/i;

/** The decisions of a person, and codes of a sign-in page that waits for a person (OpenID Connect Core §3.1.2.6). */
const OF_THE_PERSON = /denied|cancel|declin|^(login|consent|interaction|account_selection)_required$/i;

/** Whether an error finds a fault in the request, so that it is a refusal of the request. */
export const findsFault = (error: string): boolean => FAULT.test(error) && !ELSEWHERE.test(error);

/** Whether an error is about the person or a firewall, even if the same request works without its deviation. */
export const isFromElsewhere = (error: string): boolean => ELSEWHERE.test(error);

/**
 * Whether an error is unrelated to the request, because it names a decision of the person, a rate limit or a failing
 * server.
 */
export const isUnrelated = (error: string): boolean => OF_THE_PERSON.test(error) || isTemporary(400, error);
