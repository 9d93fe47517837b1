/** A test, by its file and by its title as the file has it. */
export type TestReference = readonly [file: string, title: string];

/** Something that must fail, and how. */
export interface NegativeCase {
  /** What happens to us. */
  when: string;
  /** What we do. */
  outcome: string;
  /** Whether one of its tests has to look at generated inputs. */
  generated?: true;
  tests: readonly [TestReference, ...TestReference[]];
}

const RESPONSE = 'src/oauth/authorization-response.test.ts';
const PENDING = 'src/oauth/pending-authorization.test.ts';
const SIGN_IN = 'src/oauth/sign-in.test.ts';
const SESSION = 'src/oauth/session.test.ts';
const TABS = 'src/oauth/several-tabs.test.ts';
const TOKEN = 'src/oauth/token-endpoint.test.ts';
const DISCOVERY = 'src/oauth/discovery.test.ts';
const CHALLENGE = 'src/oauth/bearer-challenge.test.ts';
const CALLBACK_E2E = 'e2e/starter/callback-failures.spec.ts';
const BROWSER_E2E = 'e2e/starter/browser-failures.spec.ts';
const SIGN_IN_E2E = 'e2e/starter/sign-in.spec.ts';
const HOSTILE_E2E = 'e2e/real/hostile-answers.spec.ts';
const HOSTILE_SERVERS_E2E = 'e2e/real/hostile-servers.spec.ts';
const LIMITS = 'src/mcp/limits.test.ts';
const EXCESS_E2E = 'e2e/real/excess.spec.ts';
const CONNECT_E2E = 'e2e/starter/connect.spec.ts';
const SERVER_TEXT = 'src/ui/server-text.test.ts';
const ENVELOPES = 'src/mocks/resource-server/json-rpc-envelopes.test.ts';
const AUTHENTICATION = 'src/mocks/authorization-server/authentication-request.test.ts';
const POLICY = 'scripts/security-headers.test.ts';
const WATCH_E2E = 'e2e/hostile/watch.spec.ts';

const REFUSED = 'refused with a typed error, no token request';

/** Everything that must fail, by where it happens. `docs/negative-cases.md` is made from it. */
export const CATALOGUE: Readonly<Record<string, readonly NegativeCase[]>> = {
  Callback: [
    {
      when: 'the callback is opened without parameters',
      outcome: REFUSED,
      tests: [
        [RESPONSE, 'is refused without parameters, and where only unknown ones stand'],
        [CALLBACK_E2E, 'a callback without an answer says so and offers a new sign-in that works'],
      ],
    },
    {
      when: 'state is missing or was not issued here',
      outcome: `${REFUSED}; other sign-ins stay as they are`,
      generated: true,
      tests: [
        [RESPONSE, 'with any other state than ours is refused and leaves the sign-in under way untouched'],
        [CALLBACK_E2E, 'an unknown state is refused without a token request'],
      ],
    },
    {
      when: 'state is `__proto__` or `constructor`',
      outcome: REFUSED,
      tests: [[RESPONSE, 'with the state %j is refused and leaves the sign-in under way untouched']],
    },
    {
      when: 'code, state, iss or error comes twice',
      outcome: REFUSED,
      generated: true,
      tests: [
        [RESPONSE, 'with %s twice is refused'],
        [RESPONSE, 'with any parameter of ours twice is refused, wherever the second one stands'],
      ],
    },
    {
      when: 'code and error come together, or neither does',
      outcome: REFUSED,
      tests: [[RESPONSE, 'with a code and an error, or neither, is refused']],
    },
    {
      when: 'the person denied access',
      outcome: 'a message of its own; the record is used up',
      tests: [
        [RESPONSE, 'that says access was denied has a code of its own and consumes the record'],
        [CALLBACK_E2E, 'denied access has a message of its own'],
      ],
    },
    {
      when: 'an error comes with an unknown state or another issuer',
      outcome: 'only our own words are shown',
      tests: [
        [RESPONSE, 'carries the text of a server only when state and issuer show that we asked it'],
        [CALLBACK_E2E, 'an answer of another issuer is refused, and its text is not shown'],
      ],
    },
    {
      when: 'an issuer that was promised is missing',
      outcome: REFUSED,
      tests: [
        [RESPONSE, 'without the issuer that its server advertises is refused (RFC 9207 §2.4)'],
        [CALLBACK_E2E, 'an answer without the issuer that the server advertises is refused'],
      ],
    },
    {
      when: 'the issuer differs by a slash, case, port or percent-encoding',
      outcome: REFUSED,
      generated: true,
      tests: [[RESPONSE, 'of another spelling of the issuer is refused: no normalisation']],
    },
    {
      when: 'the error stands in the fragment',
      outcome: 'handled like any error',
      tests: [[RESPONSE, 'in the fragment is handled when it is an error; tokens there are ignored']],
    },
    {
      when: 'an access token stands in the fragment',
      outcome: 'ignored, and scrubbed from the address',
      tests: [
        [RESPONSE, 'in the fragment is handled when it is an error; tokens there are ignored'],
        [SIGN_IN, 'takes a token out of the fragment, and uses none that came that way'],
      ],
    },
    {
      when: 'the code has odd characters',
      outcome: 'it reaches the token endpoint exactly',
      generated: true,
      tests: [[RESPONSE, 'keeps odd characters of a code as they are']],
    },
    {
      when: 'the percent-encoding is malformed',
      outcome: 'refused, nothing else thrown',
      generated: true,
      tests: [[RESPONSE, 'with malformed percent-encoding is refused and never throws anything else']],
    },
    {
      when: 'an answer is opened again after it worked',
      outcome: `${REFUSED}; the session stands`,
      tests: [
        [RESPONSE, 'with the code, state and issuer we wait for yields the code and uses the record up'],
        [CALLBACK_E2E, 'an answer opened a second time is refused and leaves the session standing'],
      ],
    },
    {
      when: 'the record has outlived its 15 minutes',
      outcome: REFUSED,
      tests: [[RESPONSE, 'is refused after 15 minutes']],
    },
    {
      when: 'parameters come that nobody knows',
      outcome: 'ignored',
      generated: true,
      tests: [[RESPONSE, 'ignores parameters it does not know']],
    },
    {
      when: 'the answer is opened in another tab or browser',
      outcome: 'the page says that the sign-in was started elsewhere',
      tests: [[BROWSER_E2E, 'an answer opened in another tab says that it was started elsewhere']],
    },
    {
      when: 'the answer belongs to the sign-in of another server of this app',
      outcome: REFUSED,
      tests: [
        [
          'src/oauth/several-servers.test.ts',
          'keep their grants apart; one server’s answer signs nobody in to another',
        ],
      ],
    },
  ],
  Storage: [
    {
      when: 'the storage is blocked or full',
      outcome: 'a message, and no navigation',
      tests: [
        [SIGN_IN, 'is refused %s, and nothing is left for'],
        [BROWSER_E2E, 'a full storage stops the sign-in before it leaves the page, and says so'],
        [BROWSER_E2E, 'a browser that blocks all storage gets a page that says so'],
      ],
    },
    {
      when: 'a record is damaged, of another version, or holds an illegal verifier',
      outcome: 'refused, and deleted',
      generated: true,
      tests: [
        [PENDING, 'are deleted unused when the record %s'],
        [PENDING, 'survive any text that another script may have stored'],
        [BROWSER_E2E, 'a record that somebody damaged is refused, deleted, and a new sign-in works'],
      ],
    },
    {
      when: 'two sign-ins are pending in one tab',
      outcome: 'both complete, in any order',
      generated: true,
      tests: [
        [PENDING, 'do not clobber each other: one record per state'],
        [PENDING, 'are all handed out, in whatever order they come back'],
      ],
    },
    {
      when: 'the code is exchanged',
      outcome: 'the record was deleted before',
      tests: [[SIGN_IN, 'after a reload in mid-exchange is refused: the code is not sent twice']],
    },
    {
      when: 'nobody came back from a sign-in',
      outcome: 'its record is dropped at the next one',
      tests: [[PENDING, 'are dropped when nobody came back for 15 minutes, at the next sign-in']],
    },
    {
      when: 'a sign-in is done',
      outcome: 'no secret is left in any storage, cookie, history state or window name',
      tests: [
        [SIGN_IN, 'keeps no access token, code or verifier in any storage'],
        [BROWSER_E2E, 'no secret stays behind: not in storage, history, window name, cookies or the address'],
      ],
    },
  ],
  'Token endpoint': [
    {
      when: 'it answers with an OAuth error, 400 or 401',
      outcome: 'a new sign-in is offered',
      tests: [
        [TOKEN, 'that meets %s ends in a typed error, after one request'],
        [HOSTILE_SERVERS_E2E, 'misbehaviours a plain page, no token, and a sign-in elsewhere works'],
      ],
    },
    {
      when: 'it answers with HTML or truncated JSON',
      outcome: 'a typed error',
      generated: true,
      tests: [[TOKEN, 'that is not one JSON object ends in a typed error, whatever it is']],
    },
    {
      when: 'the access token is missing, empty, no text or has control characters',
      outcome: 'rejected',
      generated: true,
      tests: [
        [TOKEN, 'with %s is rejected'],
        [TOKEN, 'may hold a token of any visible characters, as servers issue them, and of no other ones'],
      ],
    },
    {
      when: 'the token type is anything but Bearer, in any case',
      outcome: 'rejected',
      generated: true,
      tests: [[TOKEN, 'may write Bearer in any case, and any other type is rejected']],
    },
    {
      when: 'expires_in is text, zero, negative, huge or absent',
      outcome: 'no broken timer, no loop',
      generated: true,
      tests: [[TOKEN, 'with any lifetime at all yields no expiry or a sane one']],
    },
    {
      when: 'fewer scopes are granted than asked for',
      outcome: 'shown as they are',
      tests: [[SESSION, 'shows a narrowed scope and never takes a wider one (RFC 6749 §6)']],
    },
    {
      when: 'members come that nobody knows, `__proto__` among them',
      outcome: 'ignored',
      generated: true,
      tests: [[TOKEN, 'may have members nobody knows, __proto__ among them']],
    },
    {
      when: 'it redirects',
      outcome: 'nothing is sent on',
      tests: [[TOKEN, 'carries no cookie, no credential of ours, and follows no redirect']],
    },
    {
      when: 'the network fails',
      outcome: 'not taken for an answer of the server; the session stands',
      tests: [[SESSION, 'survives a network failure during a refresh']],
    },
    {
      when: 'it takes too long',
      outcome: 'given up, and not asked again',
      tests: [[TOKEN, 'gives up after 15 seconds and does not ask again']],
    },
    {
      when: 'it fails with 5xx',
      outcome: 'said; the code is not used again',
      tests: [[TOKEN, 'that meets %s ends in a typed error, after one request']],
    },
    {
      when: 'the body is huge',
      outcome: 'no more than 512 KiB of it is read',
      tests: [[DISCOVERY, 'more than 512 KiB']],
    },
    {
      when: 'it says something long, with markup or control characters',
      outcome: 'shown as at most 300 plain characters',
      generated: true,
      tests: [
        [TOKEN, 'shows at most 300 plain characters of what a server says'],
        [HOSTILE_SERVERS_E2E, 'misbehaviours a plain page, no token, and a sign-in elsewhere works'],
      ],
    },
  ],
  Discovery: [
    {
      when: 'metadata names another issuer, or the same in another spelling',
      outcome: 'refused',
      generated: true,
      tests: [
        [
          DISCOVERY,
          'compares issuers as strings: no other spelling of the same place passes (RFC 8414 §3.3)',
        ],
      ],
    },
    {
      when: 'an endpoint is not https, or a script',
      outcome: 'refused',
      generated: true,
      tests: [[DISCOVERY, 'never hands out an endpoint that is neither https nor on this machine']],
    },
    {
      when: 'S256 is not advertised',
      outcome: 'refused',
      tests: [[DISCOVERY, 'no PKCE methods at all']],
    },
    {
      when: 'the resource is another one',
      outcome: 'refused',
      generated: true,
      tests: [
        [DISCOVERY, 'a resource that is half a path segment'],
        [
          DISCOVERY,
          'lets an accepted resource cover a server by whole path segments of its own origin, and by nothing else',
        ],
      ],
    },
    {
      when: 'a location answers 404',
      outcome: 'the next one of the specified order is tried',
      tests: [
        [DISCOVERY, 'tries the three locations of a path issuer in the order of the MCP specification'],
        [DISCOVERY, 'tries the two locations of an issuer without a path, each once'],
      ],
    },
    {
      when: 'a location redirects',
      outcome: 'an error',
      tests: [
        [
          DISCOVERY,
          'goes challenge, resource metadata, server metadata: three requests, no credentials, no redirects',
        ],
      ],
    },
    {
      when: 'metadata changes in mid-flow',
      outcome: 'the recorded issuer’s endpoint is used',
      tests: [
        [SIGN_IN, 'exchanges the code at the recorded server, whatever its metadata says by now'],
        [
          'src/oauth/issuer-binding.test.ts',
          'never reaches another, whatever happens in which order, also when the metadata changes in mid-flow',
        ],
      ],
    },
    {
      when: 'WWW-Authenticate has quotes, commas, several challenges, 64 KiB',
      outcome: 'read once, to its end',
      generated: true,
      tests: [
        [CHALLENGE, 'is read whatever surrounds it, and reading never throws'],
        [CHALLENGE, 'of 64 KiB is read to its end, and no more than 100 scopes are kept'],
      ],
    },
    {
      when: 'there are a million scopes',
      outcome: 'no more than 100 are kept',
      tests: [[CHALLENGE, 'of 64 KiB is read to its end, and no more than 100 scopes are kept']],
    },
  ],
  Clock: [
    {
      when: 'the device is a day wrong',
      outcome: 'the server’s 401 decides',
      tests: [
        ['src/oauth/id-token.test.ts', 'is accepted by a device whose clock is a day wrong'],
        [SESSION, 'renews a refused access token once, however many calls were refused'],
      ],
    },
    {
      when: 'the clock jumps, back or forth, any number of times',
      outcome: 'no loop',
      generated: true,
      tests: [[SESSION, 'renews no more often than every five seconds, wherever the clock jumps']],
    },
    {
      when: 'the machine wakes from sleep',
      outcome: 'one refresh',
      tests: [[SESSION, 'renews once after a sleep of days']],
    },
    {
      when: 'tokens live for a second',
      outcome: 'a minimum interval between refreshes',
      tests: [[SESSION, 'does not renew in a loop when tokens live for one second, or the clock jumps back']],
    },
  ],
  Tabs: [
    {
      when: 'tabs sign in at the same time',
      outcome: 'each has a grant of its own',
      tests: [
        [TABS, 'each hold a grant of their own, and signing out in one signs out all'],
        [SIGN_IN_E2E, 'signs two tabs in at once, each with a grant of its own'],
      ],
    },
    {
      when: 'one answer is opened twice',
      outcome: 'one set of tokens at most',
      tests: [[TABS, 'one callback opened in two tabs signs in once; the other is told why not']],
    },
    {
      when: 'a tab is duplicated',
      outcome: 'the copy lets go; the original’s refresh token is not used up',
      tests: [
        [
          TABS,
          'a duplicated tab lets go of the grant and leaves the original its refresh token (RFC 9700 §4.14)',
        ],
        [SIGN_IN_E2E, 'a copy of a tab lets go of the grant and leaves the original signed in'],
      ],
    },
    {
      when: 'several calls of a tab need a refresh at once',
      outcome: 'one request',
      tests: [[SESSION, 'renews an access token that is about to expire, once for all who ask']],
    },
    {
      when: 'one tab signs out',
      outcome: 'every tab forgets and revokes its own, also one that was asleep',
      tests: [
        [TABS, 'each hold a grant of their own, and signing out in one signs out all'],
        [TABS, 'finds the mark of it and lets go, whatever it was doing before'],
        [
          'e2e/starter/offline-world.spec.ts',
          'signs out here, at the authorization server and in every other tab',
        ],
      ],
    },
  ],
  Navigation: [
    {
      when: 'StrictMode runs effects twice',
      outcome: 'one token request',
      tests: [
        [
          'e2e/starter/offline-world.spec.ts',
          'sends exactly one token request under StrictMode in a development build',
        ],
      ],
    },
    {
      when: 'the page is reloaded in mid-exchange',
      outcome: 'the code is not sent again; a new sign-in is offered',
      tests: [[HOSTILE_E2E, 'a reload in the middle of the exchange does not send the code again']],
    },
    {
      when: 'Back leads to the callback',
      outcome: REFUSED,
      tests: [[CALLBACK_E2E, 'the Back button after signing in does not lead into the answer again']],
    },
    {
      when: 'a page comes back from the cache after a sign-out',
      outcome: 'it is signed out',
      tests: [
        [
          'e2e/starter/back-forward-cache.spec.ts',
          'a page restored from the back/forward cache after a sign-out elsewhere is signed out',
        ],
      ],
    },
    {
      when: 'the button is clicked twice',
      outcome: 'one sign-in',
      tests: [[SIGN_IN, 'takes two clicks for one sign-in']],
    },
    {
      when: 'the app is in a frame, at the wrong origin, or without WebCrypto',
      outcome: 'the sign-in is refused, and says why',
      tests: [[SIGN_IN, 'is refused %s, and nothing is left for']],
    },
    {
      when: 'a sign-out comes in mid-refresh',
      outcome: 'it wins; what the refresh brings is revoked',
      tests: [[SESSION, 'during a refresh wins, and revokes what the refresh brings']],
    },
  ],
  Refresh: [
    {
      when: 'the refresh token is refused',
      outcome: 'signed out, without a loop',
      tests: [[SESSION, 'ends when a refresh is refused, without a loop']],
    },
    {
      when: 'many calls get a 401 at once',
      outcome: 'one refresh',
      generated: true,
      tests: [
        [SESSION, 'takes one refresh for any number of refused calls, in whatever order they come back'],
      ],
    },
    {
      when: 'the answer names more scopes than before',
      outcome: 'none of them is taken',
      generated: true,
      tests: [[SESSION, 'never holds a scope after a refresh that it did not hold before']],
    },
    {
      when: 'the answer of a rotation is lost',
      outcome: 'a new sign-in',
      tests: [[SESSION, 'ends when a refresh is refused, without a loop']],
    },
  ],
  MCP: [
    {
      when: 'a call gets a 401',
      outcome: 'one refresh, one retry; a second 401 is the end',
      tests: [
        [
          'src/mcp/client.test.ts',
          'answers a 401 with one refresh and one retry, and a second 401 with an end',
        ],
        [SIGN_IN_E2E, 'gets a new access token when asked to, and when the old one was refused'],
      ],
    },
    {
      when: 'a call needs more scopes',
      outcome: 'the union is asked for, a bounded number of times',
      generated: true,
      tests: [
        [
          'src/oauth/step-up.test.ts',
          'asks for what is granted and demanded together, and never more often than it may',
        ],
        [
          'src/oauth/step-up.test.ts',
          'ends after two that brought nothing, and leaves the session as it was',
        ],
      ],
    },
    {
      when: 'the server redirects elsewhere',
      outcome: 'not followed: the token goes nowhere else',
      tests: [['src/mcp/client.test.ts', 'follows no redirect, so that no token leaves for another origin']],
    },
    {
      when: 'there are two issuers',
      outcome: 'nothing of one reaches the other',
      generated: true,
      tests: [
        [
          'src/oauth/issuer-binding.test.ts',
          'never reaches another, whatever happens in which order, also when the metadata changes in mid-flow',
        ],
        [
          'src/oauth/client-registration.test.ts',
          'is never shown to another, in whatever order servers are met and refuse',
        ],
      ],
    },
    {
      when: 'the server answers with something that is no JSON-RPC, or for another call',
      outcome: 'a typed error',
      generated: true,
      tests: [['src/mcp/client.test.ts', 'turns any answer that is none into a failure with words for it']],
    },
    {
      when: 'a message or a stream of the server has no end, in octets, values, messages or depth',
      outcome: 'read up to a limit, let go, and said; the next call works',
      generated: true,
      tests: [
        [LIMITS, 'stops, lets go of the server, and says why: %s'],
        [LIMITS, 'begins anew with each event, and reads in pieces of any size what it reads at once'],
        [EXCESS_E2E, 'an answer beyond every measure is not read, the page says so, and the next call works'],
      ],
    },
    {
      when: 'a list of the server has no end, or a schema has tens of thousands of inputs',
      outcome: 'shown up to a limit, which the page names',
      tests: [
        [LIMITS, 'that has no end is asked for no more than 64 pages, and what was listed is kept'],
        [
          'src/app/tool-input.test.ts',
          'gets fields for its first 200 inputs, and says how many are left out',
        ],
        [
          EXCESS_E2E,
          'a server without measure leaves the page usable: what is shown and what is left out is said',
        ],
      ],
    },
    {
      when: 'a schema of the server has a pattern that backtracks for ever',
      outcome: 'never run',
      tests: [
        [LIMITS, 'runs nothing in this page: a pattern that backtracks for ever holds up no call'],
        ['src/app/tool-input.test.ts', 'runs no pattern: neither here nor in the browser’s own check'],
      ],
    },
    {
      when: 'a call waits for a permission, and another person signs in',
      outcome: 'not repeated, which is said; nothing of it is shown',
      tests: [
        [
          'src/app/interrupted-call.test.ts',
          'belongs to the person who made it: %s gets nothing of it, and it is gone',
        ],
        [
          CONNECT_E2E,
          'a call that waits for a permission is not made for another person who signs in, and nothing of it is shown',
        ],
      ],
    },
    {
      when: 'the address of a server is longer than 2,048 characters',
      outcome: 'refused in a sentence, and not kept',
      tests: [
        ['src/app/connect/remembered-servers.test.ts', 'have no address that is refused: %.40s'],
        [CONNECT_E2E, 'an address that is none keeps what was typed and says what is wrong'],
      ],
    },
  ],
  Injection: [
    {
      when: 'a server’s text holds controls, direction marks, zero-width characters or lone surrogates',
      outcome: 'each is spelled out, as `⟨U+202E⟩`, in an element of its own direction',
      generated: true,
      tests: [
        [SERVER_TEXT, 'holds nothing unseen but line feeds, tabs and spelling, whatever it was'],
        ['src/server-text.test.ts', 'is shown by ServerText alone: no screen isolates text by itself'],
      ],
    },
    {
      when: 'a server’s text holds markup or bidirectional characters',
      outcome: 'it is text',
      generated: true,
      tests: [
        [TOKEN, 'shows at most 300 plain characters of what a server says'],
        [
          HOSTILE_SERVERS_E2E,
          'every word of an MCP server is shown as text: nothing of it is loaded, run or followed',
        ],
      ],
    },
    {
      when: 'a JWT is malformed',
      outcome: 'refused without another error',
      generated: true,
      tests: [['src/oauth/id-token.test.ts', 'of any other form is refused without throwing anything else']],
    },
    {
      when: 'a tool’s schema or arguments are called `__proto__`',
      outcome: 'harmless',
      generated: true,
      tests: [
        ['src/app/tool-input.test.ts', 'are none where the schema is missing or is something else'],
        ['src/app/tool-input.test.ts', 'may be called __proto__ without harm'],
      ],
    },
    {
      when: 'a server’s address would end up in a shell',
      outcome: 'it cannot leave its quotes',
      tests: [['src/oauth/cross-origin-failure.test.ts', 'cannot be a command of the server’s own making']],
    },
  ],
  returnTo: [
    {
      when: 'it is anything but a path of our own origin, however it is put together',
      outcome: 'home',
      generated: true,
      tests: [
        ['src/oauth/return-to.test.ts', 'has our origin in a browser, however the path was put together'],
        ['src/oauth/return-to.test.ts', 'is home instead of %j'],
      ],
    },
  ],
  Policy: [
    {
      when: 'markup is set from text',
      outcome: 'Trusted Types throws',
      tests: [[BROWSER_E2E, 'innerHTML is refused by Trusted Types']],
    },
    {
      when: 'another page frames the app',
      outcome: 'the browser refuses',
      tests: [[POLICY, 'keeps the app out of frames, where a header says so']],
    },
    {
      when: 'csp_evaluator reads any variant of the policy',
      outcome: 'no serious finding',
      tests: [[POLICY, 'has no serious finding of csp_evaluator']],
    },
    {
      when: 'a page or worker of any browser test violates the policy',
      outcome: 'that test fails',
      tests: [
        [WATCH_E2E, 'a violation is found on the first page, in its parsing, in its scripts and in a worker'],
      ],
    },
    {
      when: 'the host of a build sets no headers',
      outcome: 'the policy holds but for what takes a header',
      tests: [['e2e/hostile/policy.spec.ts', 'without a single header the page still keeps the policy']],
    },
  ],
  Leakage: [
    {
      when: 'the callback is opened',
      outcome: 'the address is scrubbed before anything is loaded',
      tests: [
        [SIGN_IN, 'takes the code out of the address bar before anything else runs'],
        [SIGN_IN_E2E, 'takes the code out of the address before anything is loaded with it'],
      ],
    },
    {
      when: 'a request follows the callback',
      outcome: 'no Referer with a code',
      tests: [[POLICY, 'a Referrer-Policy carries no callback address anywhere (RFC 9700 §4.2)']],
    },
    {
      when: 'anything fails',
      outcome: 'no error holds a secret',
      generated: true,
      tests: [[TOKEN, 'keeps code and verifier out of every error']],
    },
    {
      when: 'a secret stands in an address, a Referer, the console, an error, or a storage that others read',
      outcome: 'the browser test fails in which it does',
      tests: [[WATCH_E2E, 'a secret is found in every place where none belongs']],
    },
    {
      when: 'the person signs out',
      outcome: 'no token stands in an address',
      tests: [
        [SESSION, 'forgets, revokes, and leaves for the end-session page with no token in the address'],
      ],
    },
  ],
  'Offline mode': [
    {
      when: 'a body is no single JSON-RPC message: a batch, `id: null`, a call without an id',
      outcome:
        'refused with 400; a tool runs only for a token with its scope, and never without a line in the log',
      generated: true,
      tests: [
        [ENVELOPES, 'is refused with 400 and -32600, and runs nothing: %s'],
        [ENVELOPES, 'writes nothing for a token that may only read, and is answered'],
        [ENVELOPES, 'leaves one entry for each note that it writes, and writes one at most'],
      ],
    },
    {
      when: 'a client authenticates in two ways at once, or with anything behind its secret',
      outcome: 'refused',
      tests: [
        [
          'src/mocks/authorization-server/client-authentication.test.ts',
          'registered for %s is not let in with two ways at once, right as they may be (RFC 6749 §2.3)',
        ],
        [
          'src/mocks/authorization-server/client-authentication.test.ts',
          'shows its secret in a header with %s: %s → %i',
        ],
      ],
    },
    {
      when: 'a link leads through the authorization server to a client that registered or describes itself',
      outcome: 'a page of the server, which the person leaves by a press',
      tests: [
        [AUTHENTICATION, 'is not redirected to before a press: %s'],
        [
          CONNECT_E2E,
          'a link to the authorization server leads to the address of an unknown client only when the person presses',
        ],
      ],
    },
    {
      when: 'a request has `request`, `request_uri` or `registration`',
      outcome: 'refused by name',
      tests: [[AUTHENTICATION, 'are refused by name: %s']],
    },
    {
      when: 'a request reaches no mock',
      outcome: 'the test fails',
      tests: [['e2e/fixtures.ts', 'requests to other origins']],
    },
    {
      when: 'the app is built for real servers',
      outcome: 'no worker, served or running',
      tests: [
        [
          'e2e/real/cross-origin.spec.ts',
          'no mock answers: the build for real servers has no worker, running or served',
        ],
      ],
    },
  ],
};
