import type { AskedDefence } from './defences.ts';

/** The reasons that apply to an attack unless {@link AGAINST} gives another reason. */
const ANYWHERE: Partial<Record<AskedDefence, string>> = {
  rotation: 'No refresh token is involved.',
  audience: 'The token is used at the server that it was issued for.',
  audit: 'An audit log shows afterwards what happened. It refuses nothing.',
};

const READ_IN_THE_BROWSER =
  'The code was read in the browser, in a log or by another app, and not on the way between two machines.';
const NEVER_SEES_A_STATE =
  'The attacker takes the code to the token endpoint, which knows no state. The client takes no part in this exchange.';
const CHECKS_NO_ID_TOKEN =
  'The attacker takes the tokens from the token endpoint, and checks no ID token. The client never sees an ID token.';
const OWN_NONCE = 'The sign-in is the client’s own, and the ID token has its nonce.';
const RIGHT_SERVER = 'The response comes from the right server. The attacker only reads it.';
const RIGHT_ADDRESS =
  'The response goes to the registered address. The attacker reads it there, or on the way.';
const AFTER_THE_EXCHANGE = 'PKCE protects the code. The token was stolen after the exchange.';
const BEHIND_TLS = 'TLS ends at the server, and the log is behind that point.';
const IN_THE_PAGE = 'The script is in the page. Nothing is read on the way between two machines.';
const OTHER_NONCE = 'This nonce is in the ID token, and part of the sign-in. A proof has a different nonce.';
const SIGN_IN_WAS_OVER = 'This defence is part of the sign-in, and the attack begins after the sign-in.';

/** The reasons for attacks in which the attacker read the code in the response to the client. */
const CODE_WAS_READ: Partial<Record<AskedDefence, string>> = {
  state: NEVER_SEES_A_STATE,
  nonce: CHECKS_NO_ID_TOKEN,
  iss: RIGHT_SERVER,
  'exact redirect URI': RIGHT_ADDRESS,
  TLS: READ_IN_THE_BROWSER,
};
/** The reasons for attacks that begin after the sign-in. */
const SIGN_IN_OVER: Partial<Record<AskedDefence, string>> = {
  PKCE: SIGN_IN_WAS_OVER,
  state: SIGN_IN_WAS_OVER,
  nonce: SIGN_IN_WAS_OVER,
  iss: SIGN_IN_WAS_OVER,
  'exact redirect URI': SIGN_IN_WAS_OVER,
};
/** The reasons for attacks in which the thief takes a token together with its proofs or with the key for proofs. */
const STOLEN_WITH_PROOF = { ...SIGN_IN_OVER, PKCE: AFTER_THE_EXCHANGE, nonce: OTHER_NONCE };

/** Why a defence does not help against an attack, by the slug of the attack. */
const AGAINST: Readonly<Record<string, Partial<Record<AskedDefence, string>>>> = {
  'code-interception': CODE_WAS_READ,
  'code-injection': {
    state:
      'The attacker replaces the code in the response to their own sign-in. The state of this response is right.',
    iss: 'Both codes come from the same server, and this is the right server.',
    'exact redirect URI': 'Both responses go to the registered address.',
    TLS: 'The attacker changes the address in their own browser. Nothing is read on the way.',
  },
  'pkce-downgrade': {
    state:
      'The attacker replaces the code in the response to the victim. The attacker leaves the state of this response unchanged, so the state is right.',
    nonce:
      'The attacker reads the nonce in the victim’s request, and signs in with the same nonce. So the nonce is right.',
    iss: 'The attacker’s code comes from the same server, so iss is right as well.',
    'exact redirect URI': 'Both requests name the registered address.',
    DPoP: 'The attacker leaves dpop_jkt out of their own request, so their code is bound to no key.',
    TLS: 'The attacker replaces the code in the address in the browser, and not between two machines.',
  },
  'plain-challenge': CODE_WAS_READ,
  'replayed-code': {
    PKCE: 'The copied request has the right verifier in it.',
    state: 'A token request has no state.',
    nonce: 'The attacker sends the copy to the token endpoint, and checks no ID token.',
    iss: 'The client sent its request to the right server.',
    'exact redirect URI': 'The copied request names the right redirect URI.',
  },
  'csrf-sign-in': {
    iss: 'The attacker signed in at the same server, so iss is right.',
    'exact redirect URI': 'The forged callback leads to the registered address.',
    DPoP: 'The attacker leaves dpop_jkt out of their own request, so every client may redeem their code.',
    TLS: 'The victim opens a link. Nothing is read or changed on the way.',
  },
  'mix-up': {
    PKCE: 'The client sends the verifier with the code, to the token endpoint of the attacker.',
    state: 'The response belongs to this very sign-in, and has its state.',
    nonce: 'The response belongs to this very sign-in, so an ID token would have its nonce.',
    'exact redirect URI': 'The honest server sends the response to the registered address.',
    audience:
      'The attacker’s server asks for the honest resource, so the token is for the server where it is used.',
    DPoP: 'The attacker forwards the request, and removes dpop_jkt from it. So the code is bound to no key.',
    TLS: 'The client itself sends code and verifier to the attacker. They are encrypted on the way.',
  },
  'redirect-prefix': {
    PKCE: 'The attacker makes the link, so the challenge is the attacker’s, and the attacker has its verifier.',
    state: 'The response never reaches the client, which would have checked the state.',
    nonce: CHECKS_NO_ID_TOKEN,
    iss: 'The response never reaches the client, which would have checked iss.',
    DPoP: 'The attacker makes the link, and names no key in it. The attacker then proves possession of their own key.',
    TLS: 'The server itself sends the code to the attacker’s page. The code is encrypted on the way.',
  },
  'open-redirect': {
    PKCE: 'The sign-in is right. The harm comes afterwards, on the page to which the client goes next.',
    state: 'The sign-in is the client’s own, and its state is right.',
    nonce: OWN_NONCE,
    iss: 'The right server responds.',
    'exact redirect URI':
      'The server redirects to the registered address. From there, the client itself goes to the attacker’s page.',
    rotation: 'No token is taken. The harm is the page on which the victim lands.',
    audience: 'No token is taken. The harm is the page on which the victim lands.',
    DPoP: 'No token is taken. The harm is the page on which the victim lands.',
    TLS: 'The page of the attacker has TLS, too.',
  },
  'code-in-referer': {
    state: NEVER_SEES_A_STATE,
    nonce: CHECKS_NO_ID_TOKEN,
    iss: 'The response comes from the right server. The code leaves the client’s page afterwards.',
    'exact redirect URI': 'The response goes to the registered page. The code leaks from that page.',
    TLS: 'The browser itself keeps the address, and sends it to the other site.',
  },
  'refresh-replay': {
    PKCE: 'PKCE protects the code. The refresh token was copied later.',
    state: SIGN_IN_WAS_OVER,
    nonce: SIGN_IN_WAS_OVER,
    iss: SIGN_IN_WAS_OVER,
    'exact redirect URI': 'A refresh has no redirect.',
    audience: 'The new token is for the same server, and is used there.',
    TLS: 'The copy comes from a backup, from a shared machine or from a script. It was not read on the way between two machines.',
  },
  'counterfeit-audience': {
    PKCE: 'The client signs in as it should, and then itself sends the token to the attacker.',
    state: 'The sign-in is the client’s own, and its state is right.',
    nonce: OWN_NONCE,
    iss: 'The attacker names the honest authorization server, and this server responds.',
    'exact redirect URI': 'The response goes to the registered address.',
    TLS: 'The client itself sends the token to the attacker. The token is encrypted on the way.',
  },
  'stolen-token': {
    ...SIGN_IN_OVER,
    PKCE: AFTER_THE_EXCHANGE,
    rotation: 'Rotation replaces refresh tokens. The stolen access token works until it expires.',
    TLS: BEHIND_TLS,
  },
  'replayed-proof': {
    ...STOLEN_WITH_PROOF,
    TLS: BEHIND_TLS,
    'server nonce': 'The copy is seconds old, and its nonce is still recent.',
    'non-extractable key': 'The attacker has no key. The attacker copied what the key signed.',
  },
  'proofs-in-advance': {
    ...STOLEN_WITH_PROOF,
    TLS: IN_THE_PAGE,
    'one-use proofs': 'The proof was not used before.',
    'non-extractable key': 'The script takes no key. It uses the key in the page, as the page itself does.',
  },
  'exported-key': {
    ...STOLEN_WITH_PROOF,
    TLS: IN_THE_PAGE,
    'one-use proofs': 'With the key, the attacker signs a new proof for each call.',
    'server nonce': 'The server gives its nonce to everyone who asks, and the attacker signs it.',
  },
  'weak-verifier': {
    PKCE: 'PKCE is on, but it protects a code only if the verifier is hard to guess.',
    ...CODE_WAS_READ,
  },
  'storage-race': {
    PKCE: 'PKCE is what fails here: the verifier that is left belongs to the other tab.',
    state: 'The response has the right state, but the record of this sign-in was overwritten.',
    nonce: 'No token is issued at all, so there is no ID token to check.',
    iss: 'Both responses come from the right server.',
    'exact redirect URI': 'Both responses go to the registered address.',
    audience: 'No token is issued at all.',
    DPoP: 'DPoP binds codes and tokens to a key. What is lost here is a verifier.',
    TLS: 'One tab overwrites what the other tab stored, in the same browser.',
  },
  'duplicated-tab': {
    ...SIGN_IN_OVER,
    rotation:
      'Rotation is what ends the session: two tabs use one refresh token, and the second use looks like a theft.',
    audience: 'Both tabs use their tokens at the right server.',
    DPoP: 'The copy is the same app in the same browser. It finds the key, as the original does.',
    TLS: 'The browser itself copied the refresh token.',
  },
  'clickjacked-consent': {
    PKCE: 'The attacker’s own app begins the flow, so challenge and verifier are both the attacker’s.',
    state: 'The response goes to the attacker’s own app, which checks nothing.',
    nonce: 'The response goes to the attacker’s own app, which checks nothing.',
    iss: 'The response goes to the attacker’s own app, which checks nothing.',
    'exact redirect URI': 'The redirect URI is registered, for the attacker’s own app.',
    DPoP: 'The attacker’s own app begins the flow, and proves a key of its own.',
    TLS: 'The victim presses the button. Nothing is read or changed on the way.',
  },
};

/** Returns why a defence does not stop an attack; `undefined` if the defence may stop the attack. */
export const whyNoHelp = (slug: string, defence: AskedDefence): string | undefined =>
  AGAINST[slug]?.[defence] ?? ANYWHERE[defence];
