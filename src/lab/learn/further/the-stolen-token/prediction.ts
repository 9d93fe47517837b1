import type { Prediction } from '../../chapters/prediction.ts';

const ACCEPTED = 'accepted';
const NO_PROOF = 'refused: a bound token needs a proof';
const OTHER_KEY = 'refused: bound to another key';
const USED = 'refused: the proof was used before';
const OTHER_REQUEST = 'refused: the proof is for another request';
const NONCE = 'refused: the nonce is too old';

export const PREDICTION: Prediction = {
  asks: 'An attacker has a stolen access token, and calls the MCP server from a machine of their own. The token has not expired. How does the server respond?',
  outcomes: [ACCEPTED, NO_PROOF, OTHER_KEY, USED, OTHER_REQUEST, NONCE],
  conditions: {
    'It is a bearer token. The attacker sends it as the client did.': [
      ACCEPTED,
      'a bearer token works for everyone who holds it (RFC 6750 §1.2).',
    ],
    'It is bound to the key of the client. The attacker signs a proof with a key of their own.': [
      OTHER_KEY,
      'the token names the thumbprint of the client’s key, and the proof contains another key (RFC 9449 §7.1).',
    ],
    'It is bound to the key of the client. The attacker copied a whole request, token and proof, and sends it again at once.':
      [USED, 'the server remembers the jti of each proof, and accepts it once (RFC 9449 §11.1).'],
    'It is bound to the key of the client. The attacker sends it as a bearer token.': [
      NO_PROOF,
      'a server that knows DPoP must not accept a bound token as a bearer token (RFC 9449 §7.2).',
    ],
    'It is bound to an extractable key. A script copied token and key, and the attacker signs proofs.': [
      ACCEPTED,
      'a proof shows that its sender has the key, and now two parties have it (RFC 9449 §11.4).',
    ],
    'It is bound to the key of the client. The attacker sends it with a proof that the client made for the token endpoint.':
      [OTHER_REQUEST, 'a proof names the address that it is for, as htu (RFC 9449 §4.3).'],
    'It is bound to the key of the client. A script made a proof with a time ten minutes ahead, and the attacker sends it then. The server demands its nonce.':
      [NONCE, 'a script cannot know the nonce that the server will demand by then (RFC 9449 §11.2).'],
    'It is bound to the key of the client. A script made a proof with a time ten minutes ahead, and the attacker sends it then. The server demands no nonce.':
      [ACCEPTED, 'the time in a proof is what its signer wrote, and the key signed it (RFC 9449 §11.2).'],
  },
};
