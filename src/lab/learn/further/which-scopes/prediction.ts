import type { Prediction } from '../../chapters/prediction.ts';

const RUNS = 'the tool runs';
const LACKS = '403 insufficient_scope';
const INVALID = '401 invalid_token';
const REFUSED = '400 invalid_scope';
const WITH = 'a token with notes:write';
const WITHOUT = 'a token without notes:write';

export const PREDICTION: Prediction = {
  asks: 'The tool list_notes needs the scope notes:read, and add_note needs notes:write. The person has granted notes:read. How does it end?',
  outcomes: [RUNS, LACKS, INVALID, REFUSED, WITH, WITHOUT],
  conditions: {
    'The client calls add_note with its token.': [
      LACKS,
      'the token is valid, and does not have the scope of this tool (RFC 6750 §3.1).',
    ],
    'The client presents its refresh token, and asks for notes:read and notes:write.': [
      REFUSED,
      'a refresh may ask for less than was granted, and never for more (RFC 6749 §6).',
    ],
    'The client sends the browser to the authorization server again, and asks for both. The person allows reading alone.':
      [
        WITHOUT,
        'the person may grant less than was asked, and the response says what was granted (RFC 6749 §3.3).',
      ],
    'The client calls list_notes with its token.': [
      RUNS,
      'notes:read is in the token, and this tool needs no more.',
    ],
    'The client presents its refresh token, and names no scope.': [
      WITHOUT,
      'a refresh without a scope means the scopes that were granted (RFC 6749 §6).',
    ],
    'The client sends the browser to the authorization server again, and asks for both. The person allows both.':
      [WITH, 'the person granted notes:write, and a scope comes from the person.'],
    'The client calls add_note with its token, which expired a minute ago.': [
      INVALID,
      'the server checks the token before it looks for a scope, and this token has expired.',
    ],
    'The client calls list_notes with a token that has notes:write too.': [
      RUNS,
      'the tool needs notes:read, and a token may have more than a tool needs.',
    ],
  },
};
