import type { Prediction } from '../prediction.ts';

const PKCE = 'PKCE';
const PASSWORD = 'a sign-in that checks the password';
const TLS = 'TLS';
const LIFETIME = 'a short lifetime of the token';
const AUDIT = 'an audit log';
const NONE = 'none of these';

export const PREDICTION: Prediction = {
  asks: 'Which of these controls makes the attack fail, or shows it afterwards? All other controls are in place.',
  outcomes: [PKCE, PASSWORD, TLS, LIFETIME, AUDIT, NONE],
  conditions: {
    'A script in the page of the client takes the access token, and the thief uses it at once.': [
      NONE,
      'the script has what the page has, and the token is used within its lifetime. Keep scripts out, and leave less to steal (RFC 10017).',
    ],
    'A thief signs in at the honest client, and puts a stolen code into the callback.': [
      PKCE,
      'that client sends the verifier of the thief’s sign-in, and the code belongs to the challenge of another sign-in (RFC 9700 §4.5).',
    ],
    'The attacker types the name of another person at the authorization server, and guesses the password.': [
      PASSWORD,
      'the verifier shows that the same client began and finished the sign-in. Only the password shows which person signed in.',
    ],
    'A token that was copied from a backup is used on the next day.': [
      LIFETIME,
      'a bearer token works for everyone who holds it, until it expires, so it should expire soon (RFC 6750 §5.3).',
    ],
    'Someone between the client and the MCP server reads the call.': [
      TLS,
      'only encryption keeps the call secret on its way. How the client got its token makes no difference.',
    ],
    'The victim opens a link: the callback of the client, with the code of the attacker in it.': [
      PKCE,
      'the victim’s tab has no verifier that fits this code. The state stops it as well, a step earlier (RFC 9700 §4.7).',
    ],
    'The attacker read notes in the name of the victim, and denies it.': [
      AUDIT,
      'only a record of who called what can show it afterwards. It stops nothing beforehand.',
    ],
  },
};
