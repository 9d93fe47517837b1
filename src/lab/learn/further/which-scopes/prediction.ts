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
  conditions: [
    {
      text: 'The client calls add_note with its token.',
      outcome: LACKS,
      because: 'the token is valid, and does not have the scope of this tool (RFC 6750 §3.1).',
    },
    {
      text: 'The client presents its refresh token, and asks for notes:read and notes:write.',
      outcome: REFUSED,
      because: 'a refresh may ask for less than was granted, and never for more (RFC 6749 §6).',
    },
    {
      text: 'The client sends the browser to the authorization server again, and asks for both. The person allows reading alone.',
      outcome: WITHOUT,
      because:
        'the person may grant less than was asked, and the response says what was granted (RFC 6749 §3.3).',
    },
    {
      text: 'The client calls list_notes with its token.',
      outcome: RUNS,
      because: 'notes:read is in the token, and this tool needs no more.',
    },
    {
      text: 'The client presents its refresh token, and names no scope.',
      outcome: WITHOUT,
      because: 'a refresh without a scope means the scopes that were granted (RFC 6749 §6).',
    },
    {
      text: 'The client sends the browser to the authorization server again, and asks for both. The person allows both.',
      outcome: WITH,
      because: 'the person granted notes:write, and a scope comes from the person.',
    },
    {
      text: 'The client calls add_note with its token, which expired a minute ago.',
      outcome: INVALID,
      because: 'the server checks the token before it looks for a scope, and this token has expired.',
    },
    {
      text: 'The client calls list_notes with a token that has notes:write too.',
      outcome: RUNS,
      because: 'the tool needs notes:read, and a token may have more than a tool needs.',
    },
  ],
};
