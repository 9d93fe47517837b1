/** A question about a chapter that the learner completed some days ago. */
export interface RecallQuestion {
  /** The slug of the chapter. */
  chapter: string;
  asks: string;
  right: string;
  because: string;
  /** Why each wrong answer is wrong. */
  wrong: Readonly<Record<string, string>>;
}

/** The questions, with at least one question for each chapter of the course. The chapter shows the answer. */
export const QUESTIONS: readonly RecallQuestion[] = [
  {
    chapter: 'working',
    asks: 'Which message contains the code verifier?',
    right: 'The POST to the token endpoint',
    because: 'The verifier travels only on the back channel, together with the code.',
    wrong: {
      'The authorization request that the browser opens':
        'The authorization request has the challenge, which is the hash of the verifier.',
      'The redirect to the callback': 'The redirect has the code.',
      'Every call of a tool': 'A call of a tool has the access token.',
    },
  },
  {
    chapter: 'do-i-need-oauth',
    asks: 'Why does an MCP server over stdio need no OAuth?',
    right: 'No other program can reach it',
    because:
      'The host starts the process, which inherits the trust of the user whom the operating system let in.',
    wrong: {
      'stdio is encrypted': 'A pipe is not encrypted. It is private to two processes.',
      'The server has no data of a person':
        'The server often has such data, and still only that person can reach it.',
      'The client secret is in its configuration': 'No secret is needed where only one program can connect.',
    },
  },
  {
    chapter: 'why-no-secret',
    asks: 'A desktop app is registered with a client secret. What does the secret prove?',
    right: 'Nothing',
    because:
      'Everyone who downloads the app has the secret: it is the same in every copy, and anyone can read it from a copy.',
    wrong: {
      'That the request comes from the genuine app':
        'Any program can send the secret that it read from the app.',
      'That the person is signed in': 'A client secret says nothing about a person.',
      'That the code was not stolen': 'The thief has the same secret, and redeems the code.',
    },
  },
  {
    chapter: 'how-codes-leak',
    asks: 'Why can an authorization code leak while TLS is unbroken?',
    right: 'It is in an address, and addresses are kept',
    because: 'History, extensions and access logs see addresses after TLS has decrypted them.',
    wrong: {
      'TLS does not cover the path and the query of an address':
        'TLS covers both. Only the host can be seen.',
      'Codes are too short': 'A thief does not guess codes, but reads them where they are kept.',
      'It is sent to the MCP server': 'The code goes to the client, and then to the token endpoint.',
    },
  },
  {
    chapter: 'the-trick',
    asks: 'What is the code challenge under S256?',
    right: 'The SHA-256 hash of the verifier, as base64url without padding',
    because: 'The server hashes the verifier in the same way, and compares both hashes.',
    wrong: {
      'The verifier, encrypted with the public key of the authorization server':
        'No key is involved. The challenge is a hash.',
      'A signature over the code': 'The challenge exists before there is a code.',
      'The verifier in base64url': 'Anyone could turn such a challenge back into the verifier.',
    },
  },
  {
    chapter: 'the-trick',
    asks: 'How long may a code verifier be?',
    right: '43 to 128 characters',
    because: '32 random octets give 43 characters of base64url (RFC 7636 §4.1).',
    wrong: {
      'Exactly 32 characters':
        'The verifier is made of 32 octets, and 32 octets are 43 characters of base64url.',
      'At least 128 characters': '128 characters are the most.',
      'Any length': 'A thief could guess a short verifier, so the server refuses it.',
    },
  },
  {
    chapter: 's256-or-plain',
    asks: 'A request has a code_challenge and no code_challenge_method. What is the method?',
    right: 'plain',
    because: 'That is the default of RFC 7636 §4.3, so a client must name S256.',
    wrong: {
      S256: 'A request has to name S256. The default is older than the advice to use S256.',
      'None: the request is malformed': 'The parameter is optional.',
      'The method in the server’s metadata': 'The metadata lists what is supported, not a default.',
    },
  },
  {
    chapter: 'where-the-verifier-lives',
    asks: 'What does sessionStorage not protect from?',
    right: 'A script that runs in the same page',
    because: 'sessionStorage isolates tabs from each other. Every script of the page can read it.',
    wrong: {
      'Another tab of the same app': 'Each tab has its own sessionStorage, which is why a client uses it.',
      'A page of another origin in the same browser': 'No storage is shared between origins.',
      'The closing of the tab': 'sessionStorage ends with the tab, as it should.',
    },
  },
  {
    chapter: 'where-the-verifier-lives',
    asks: 'A client lost its verifier during a sign-in. What follows?',
    right: 'The person has to sign in again',
    because: 'Nothing else follows: without the verifier, the code buys nothing for anyone.',
    wrong: {
      'A thief can redeem the code': 'The thief would need the verifier that was lost.',
      'The client asks the server for the verifier': 'The server only has its hash.',
      'The client redeems the code without it': 'The server kept a challenge, and refuses.',
    },
  },
  {
    chapter: 'finding-the-server',
    asks: 'The metadata of an authorization server lists no code_challenge_methods_supported. What does an MCP client do?',
    right: 'It stops',
    because: 'The server may ignore the challenge, and the client would not notice.',
    wrong: {
      'It sends a challenge anyway': 'A server without PKCE still accepts a stolen code.',
      'It uses plain': 'plain is not offered either, and would not help.',
      'It asks the person': 'The person cannot know. The MCP specification tells the client to stop.',
    },
  },
  {
    chapter: 'out-and-back',
    asks: 'What does the state show when the browser comes back?',
    right: 'That this tab began the sign-in that the response belongs to',
    because: 'A forged callback has a state that the tab never issued.',
    wrong: {
      'Which of the authorization servers of the client sent the response': 'That is what iss is for.',
      'That the code was not read on the way': 'Everyone who can read the code can read the state.',
      'Who signed in': 'That is in the ID token.',
    },
  },
  {
    chapter: 'out-and-back',
    asks: 'An authorization request has a redirect_uri that is not registered. What does the server do?',
    right: 'It shows an error on its own page, and redirects nowhere',
    because: 'A redirect would bring the browser, and an error or a code, to an address that anyone chose.',
    wrong: {
      'It redirects there with an error': 'Then anyone could use the server to send people anywhere.',
      'It uses the registered redirect_uri instead':
        'The request does not come from the client, or is wrong.',
      'It asks the person for consent first': 'The address is checked before anything is shown.',
    },
  },
  {
    chapter: 'token-endpoint',
    asks: 'A thief sends a stolen code with a wrong verifier to a server of this lab. What happens to the code?',
    right: 'It still works for the honest client',
    because: 'Otherwise anyone could spoil a sign-in with a guess.',
    wrong: {
      'It is used up': 'Only an exchange with everything right uses up the code.',
      'Its tokens are revoked':
        'The code has bought no tokens yet. They are revoked after a second exchange with everything right.',
      'The server accepts it after three tries': 'No number of tries makes a wrong hash right.',
    },
  },
  {
    chapter: 'what-a-token-buys',
    asks: 'A genuine token of the same authorization server names another server as its audience. What does the MCP server do?',
    right: 'It refuses the token with 401',
    because: 'A token for one server must not work at another server.',
    wrong: {
      'It accepts the token, because the signature is right': 'The signature only says who issued the token.',
      'It accepts the token for reading': 'The server checks the audience before any scope.',
      'It exchanges the token for a token of its own': 'An MCP server passes no token on.',
    },
  },
  {
    chapter: 'after-15-minutes',
    asks: 'A refresh token is used a second time. What does a server with rotation do?',
    right: 'It refuses, and ends the whole grant',
    because: 'Two parties may hold this token, and the server cannot know which one is the thief.',
    wrong: {
      'It refuses only the old token': 'Then a thief who was first would keep the new token.',
      'It issues another pair': 'The server does that only at the first use.',
      'It asks for the verifier': 'The verifier belongs to the code, which was used long before.',
    },
  },
  {
    chapter: 'what-pkce-does-not-fix',
    asks: 'An access token was stolen from a page by a script. What limits the damage?',
    right: 'The short lifetime of the token',
    because: 'Until it expires, a bearer token works for every program that holds it.',
    wrong: {
      PKCE: 'PKCE protects the code, and not the token.',
      TLS: 'The script read the token inside the page, where TLS has ended.',
      'The state': 'The state belongs to the sign-in, which is over.',
    },
  },
  {
    chapter: 'rebuild-it',
    asks: 'Which of these happens before the browser opens /authorize?',
    right: 'The client makes a verifier and stores it',
    because: 'The challenge in the request is the hash of the verifier.',
    wrong: {
      'The server makes a challenge': 'The client makes the challenge, from its verifier.',
      'The person signs in': 'The person signs in on the page that opens.',
      'The client gets a code': 'The code comes back after the consent.',
    },
  },
  {
    chapter: 'your-server',
    asks: 'A page cannot read the WWW-Authenticate header of your server’s 401. What is missing?',
    right: 'Access-Control-Expose-Headers with its name',
    because: 'A browser hides headers that a response of another origin does not expose.',
    wrong: {
      'A certificate': 'Without a certificate there would be no response at all.',
      'A client secret': 'A page cannot keep a secret, and no server asks for one here.',
      PKCE: 'PKCE comes later, at the authorization server.',
    },
  },
];
