import type { Prediction } from '../../chapters/prediction.ts';

const ACCEPTED = 'accepted';
const SIGNATURE = 'refused: bad signature';
const MALFORMED = 'refused: not a token it can read';
const NOT_ACTIVE = 'refused: not active';
const EXPIRED = 'refused: expired';

export const PREDICTION: Prediction = {
  asks: 'An access token lives for 15 minutes. A server that reads tokens gets a JWT; a server that asks the issuer gets an opaque token. A refresh token is opaque. What does the MCP server say to the call?',
  outcomes: [ACCEPTED, SIGNATURE, NOT_ACTIVE, MALFORMED, EXPIRED],
  conditions: {
    'The client has its token revoked. A minute later the token calls a server that only reads tokens.': [
      ACCEPTED,
      'nothing in the token says that it was revoked, and this server asks no other server (RFC 7009 §3).',
    ],
    'The exp in the JWT is changed to next year.': [
      SIGNATURE,
      'the signature is that of the old claims, and fits no other claims (RFC 7515 §5.2).',
    ],
    'The refresh token is sent to a server that only reads tokens.': [
      MALFORMED,
      'a refresh token is a random name, and no JWT. Only the authorization server knows what the name stands for.',
    ],
    'The client has its token revoked. A minute later the token calls a server that asks about it.': [
      NOT_ACTIVE,
      'the authorization server knows about the revocation. It says that the token is not active, but not why (RFC 7662 §2.2).',
    ],
    'The client has its token revoked. 16 minutes later the token calls a server that only reads tokens.': [
      EXPIRED,
      'the exp in the token has passed, and this server reads the exp (RFC 9068 §4).',
    ],
    'notes:write is added to the scope in the JWT.': [
      SIGNATURE,
      'everyone can read the claims, and only the authorization server can sign other claims.',
    ],
    'The JWT is decoded, read, and sent on as it was.': [
      ACCEPTED,
      'reading a JWT changes nothing in it. Its claims are encoded, but not encrypted (RFC 7519 §3).',
    ],
  },
};
