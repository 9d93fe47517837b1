import { isTemporary } from '../../../../oauth/token-endpoint.ts';

/** Errors about the client: a server that sends one refuses every request of this client (RFC 6749 §5.2; GitHub). */
export const ABOUT_THE_CLIENT = ['invalid_client', 'unauthorized_client', 'incorrect_client_credentials'];

/** A part of a request that a server can refuse. `request` is the whole request. */
export type Part =
  | 'code'
  | 'grant'
  | 'token'
  | 'verifier'
  | 'redirect URI'
  | 'resource'
  | 'scope'
  | 'proof'
  | 'request';

const PARTS: Readonly<Record<string, Part>> = {
  code: 'code',
  grant: 'grant',
  token: 'token',
  pkce: 'verifier',
  verifier: 'verifier',
  verification: 'verifier',
  challenge: 'verifier',
  plain: 'verifier',
  redirect: 'redirect URI',
  resource: 'resource',
  target: 'resource',
  audience: 'resource',
  scope: 'scope',
  proof: 'proof',
  request: 'request',
  parameter: 'request',
  param: 'request',
};

/** The words that say that a part is wrong. */
const FAULTS =
  /^(invalid|bad|wrong|incorrect|malformed|missing|expired|used|reused|replayed|redeemed|consumed|revoked|inactive|unknown|mismatch(ed|ing)?|required|unsupported|not|no)$/;
/** Other words in such a code. A code with any further word may have another reason: `token_limit_reached`. */
const BESIDE =
  /^(is|was|has|been|already|or|and|the|found|valid|active|supported|allowed|auth|authorization|oauth2?|access|refresh|dpop|method|value|validation|check)$/;

/**
 * The parts in which an error code finds a fault: a registered code, or one that a server invented, such as
 * `codeAlreadyUsed`. Every word of the code must be known, because a code such as `token_generation_failed` names a
 * part, too.
 */
function partsInCode(error: string): Part[] {
  const words = error
    .replace(/([a-z])(?=[A-Z])/g, '$1_')
    .toLowerCase()
    .replace(/code[ _-]?(?=verifier|challenge)/g, '')
    .replace(/redirect[ _-]?ur[il]/g, 'redirect')
    // Any other failure may be a failure of the server.
    .replace(/(pkce|verif\w*|challenge|proof|validation)([ _-]check)?[ _-]fail(ed|ure)/g, '$1_invalid')
    .replace(/(param(?:eter)?|scope)s\b/g, '$1')
    .split(/[^a-z0-9]+/);
  const parts = words.flatMap((word) => (Object.hasOwn(PARTS, word) ? (PARTS[word] ?? []) : []));
  const others = words.filter((word) => !Object.hasOwn(PARTS, word));
  if (!others.some((word) => FAULTS.test(word))) return [];
  if (!others.every((word) => FAULTS.test(word) || BESIDE.test(word))) return [];
  // A code such as `unsupported_grant_type` refuses a kind of grant or token, but finds no fault in a certain token.
  const isKind = words.some((word) => ['unsupported', 'supported', 'allowed'].includes(word));
  return isKind ? parts.filter((part) => !['code', 'grant', 'token', 'request'].includes(part)) : parts;
}

/** The parts of the request that the words of a refusal name. */
const NAMED: readonly [Part, RegExp][] = [
  ['verifier', /pkce|verifier|challenge/i],
  ['code', /(?<!\b(status|error|response) )\bcode\b(?![ _-]?(verifier|challenge)|:? ?\d)/i],
  ['grant', /\bgrant\b(?![ _-]?type)/i],
  ['token', /(?<!unexpected )\b(refresh[ _-]?)?token\b/i],
  ['redirect URI', /\bredirect/i],
  ['resource', /\bresource\b(?! owner)|\baudience\b|\btarget\b/i],
  ['scope', /\bscopes?\b/i],
  ['proof', /\bdpop\b/i],
];

/** The parts in which a refusal finds a fault. If the code names only the request, the words decide. */
export function partsAtFault(error: string, description: string): Part[] {
  const parts = partsInCode(error);
  const named = NAMED.flatMap(([part, pattern]) => (pattern.test(description) ? [part] : []));
  return parts.includes('request') && named.length ? named : parts;
}

/** Whether an error finds a fault in the request, so that it is a refusal of the request. */
export const findsFault = (error: string): boolean => partsInCode(error).length > 0;

/** Codes of a server that failed at a request, whatever part they name: `token_generation_failed`, `unknown_error`. */
const FAILURE =
  /error|exception|exchange|generat|issu|creat|stor|sav|lookup|fetch|encrypt|service|backend|upstream|gateway|disabled|licen|config|busy|overload|database|cache|fail/i;

/** Words about a failing server, a rate limit or a firewall, which may follow any code. */
const FAILURE_IN_WORDS =
  /captcha|csrf|maintenance|firewall|suspicious|unusual|licen[cs]e|subscription|database|upstream|went wrong|slow down|limit (was )?(reached|hit)|(reached|exceeded) .{0,30}limit|\bwait\b|\bbusy\b|overload|time(d|s)?[ -]?out|unreachable|(try|retry) (again|after|in)\b|too (often|fast|frequent)/i;

/** Codes about the person or the client, or of a firewall. They may name a token, too: `invalid_mfa_token`. */
const ELSEWHERE =
  /grant_type|captcha|csrf|mfa|otp|login|user|password|credential|account|block|deni|cancel|declin|forbid|maintenance|limit|bot(_|$)/i;

/** The decisions of a person, and codes of a sign-in page that waits for a person (OpenID Connect Core §3.1.2.6). */
const OF_THE_PERSON = /denied|cancel|declin|^(login|consent|interaction|account_selection)_required$/i;

/** Whether an error says that the server failed, and not what is wrong with the request. */
export const isFailure = (error: string): boolean => FAILURE.test(error);

/**
 * Whether the words of a refusal name a rate limit, a failing server or a firewall. Salesforce sends `invalid_grant`
 * for its rate limit, so a code alone does not show why the server refused.
 */
export const namesFailure = (words: string): boolean =>
  isTemporary(400, words) || FAILURE_IN_WORDS.test(words);

/** Whether an error is about the person or the client, or comes from a firewall. */
export const isFromElsewhere = (error: string): boolean => ELSEWHERE.test(error);

/**
 * Whether an error is unrelated to the request: it names a decision of the person, a rate limit or a failing server.
 */
export const isUnrelated = ({ error = '', description = '' }: Said): boolean =>
  OF_THE_PERSON.test(error) || namesFailure(`${error} ${description}`);

interface Said {
  error?: string;
  description?: string;
}
