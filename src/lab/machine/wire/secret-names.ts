/**
 * Whether a name marks its value as a secret. Knows the parameters, members, headers and cookies of OAuth and of its
 * extensions, and the names of keys and passwords in APIs. Only the words of a name matter, and not case or punctuation.
 */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  const joined = words.join('_').replace(/_?(?<!\d)\d+$/, '');
  if (PUBLIC.has(joined) || joined.startsWith('access_control_')) return false;
  if (SECRET.has(joined) || joined.endsWith('connection_string')) return true;
  // `token_endpoint` describes a token, `token_value` is a token.
  const at = words.findLastIndex((word) => !CARRIES_ITS_VALUE.has(word) && !/^\d+$/.test(word));
  // `token3` is the third of several tokens.
  const last = words[at]?.replace(/(?<!\d)\d+$/, '') ?? '';
  if (SECRET_WORD.test(last) || SECRET_WORDS.has(last)) return true;
  return /^codes?$/.test(last) && words.some((word) => CODE_OF.has(word));
}

/** Whether a number with that name is a secret, too: a PIN is a secret, but `expires_in` is not. */
export const isNumericSecretName = (name: string): boolean =>
  /(password|passwd|passcode|pwd|otp|pin|tan|code)$/.test(wordsOf(name).join('_')) && name !== 'code';

/** Whether a member of a secret object is public by its name: `type`, `expires_in`. */
export const describesSecret = (name: string): boolean => DESCRIBES.has(wordsOf(name).at(-1) ?? '');

function wordsOf(name: string): string[] {
  return ascii(name)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]/)
    .filter(Boolean);
}

/** Returns a name in ASCII, even if it has full-width letters, or invisible characters between its letters. */
const ascii = (name: string): string =>
  /[^\0-\x7f]/.test(name) ? name.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '') : name;

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Names that mark a secret as a whole. */
const SECRET = words(`
  code id_token_hint request request_uri dpop session session_id mcp_session_id proxy_authorization
  saml_response saml_request key auth x_auth auth_req_id one_time_code appsecret_proof dpop_proof
`);

/** Words that mark a secret only as a whole word: `compass` ends with `pass`, but names no secret. */
const SECRET_WORDS = words(`
  ticket rpt pass userpass pw pat cred creds authcode accesscode authorizationcode otpcode
  devicecode sas sid sessid phpsessid csrf xsrf mnemonic seed tok
`);

/** Public values whose names contain a word for secrets. */
const PUBLIC = words(`
  progress_token public_key sec_websocket_key sec_websocket_accept idempotency_key sort_key
  primary_key foreign_key partition_key cache_key issue_key project_key
`);

const SECRET_WORD =
  /(tokens?|secrets?|password|passwd|passphrase|passcode|pwd|apikeys?|key|jwt|jws|jwe|assertion|verifier|credentials?|authorization|cookies?|otp|totp|pin|bearer|signature|sig|hmac|sessionid|session|connectionstring)$/;
/** Words that may follow a secret word in the name of a secret. A short secret can be computed from its `hash`. */
const CARRIES_ITS_VALUE = words(`
  hint value string raw header data text plain b64 base64 hex pem hash id new old current previous
  confirm confirmation repeat
`);
const CODE_OF = words(`
  authorization authorisation auth access device user verification recovery backup security pre
  preauthorized authorized tx otp mfa pass login invite oob sms reset confirmation activation
  session totp 2fa tfa authentication authenticator pairing exchange temp temporary oauth oidc sso
  magic signin signup email phone link enrollment registration
`);
const DESCRIBES = words(`
  type types in at exp iat expiry expires lifetime scope scopes issuer iss alg method name domain
  path
`);
