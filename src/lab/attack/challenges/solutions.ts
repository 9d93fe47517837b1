/** A message of a solution: a request of the page, and what is typed into its fields. */
export interface CraftedMessage {
  request: 'Link for Ada' | 'Token request' | 'Refresh request' | 'Tool call';
  /** `{name}` is the newest value that the page shows under this name. */
  fill: Readonly<Record<string, string>>;
}

/** What a learner does to solve a challenge against one of its servers. */
export interface ChallengeSolution {
  challenge: string;
  weakness: string;
  /** A seed that gives the server this weakness. */
  seed: number;
  messages: readonly CraftedMessage[];
}

const useToken: CraftedMessage = { request: 'Tool call', fill: { access_token: '{access_token}' } };
const redeemFound = (changes: CraftedMessage['fill']): readonly CraftedMessage[] => [
  {
    request: 'Token request',
    fill: { code: '{code}', client_id: '{client_id}', redirect_uri: '{redirect_uri}', ...changes },
  },
  useToken,
];
const sendLink = (redirect_uri: string): readonly CraftedMessage[] => [
  { request: 'Link for Ada', fill: { redirect_uri, code_challenge: '{its challenge}' } },
  { request: 'Token request', fill: { code: '{code}', code_verifier: '{your verifier}', redirect_uri } },
  useToken,
];
const own = { code: '{code}', code_verifier: '{code_verifier}' };

/** Playwright and the unit tests solve each challenge with these scripts, like a person. */
export const solutions: readonly ChallengeSolution[] = [
  { challenge: 'found-code', weakness: 'verifier-when-sent', seed: 1, messages: redeemFound({}) },
  {
    challenge: 'found-code',
    weakness: 'verifier-either-method',
    seed: 2,
    messages: redeemFound({ code_verifier: '{code_challenge}' }),
  },
  {
    challenge: 'found-code',
    weakness: 'verifier-form-only',
    seed: 7,
    messages: redeemFound({ code_verifier: 'a-verifier-that-was-never-sent-by-any-client-x' }),
  },
  {
    challenge: 'crafted-link',
    weakness: 'redirect-uri-prefix',
    seed: 3,
    messages: sendLink('{origin}/callback/../counterfeit/mine'),
  },
  {
    challenge: 'crafted-link',
    weakness: 'redirect-uri-origin',
    seed: 1,
    messages: sendLink('{your page}'),
  },
  {
    challenge: 'yesterdays-log',
    weakness: 'code-twice',
    seed: 2,
    messages: redeemFound({ code_verifier: '{code_verifier}' }),
  },
  {
    challenge: 'yesterdays-log',
    weakness: 'refresh-token-twice',
    seed: 1,
    messages: [
      { request: 'Refresh request', fill: { refresh_token: '{refresh_token}', client_id: '{client_id}' } },
      useToken,
    ],
  },
  {
    challenge: 'another-clients-code',
    weakness: 'code-of-another-client',
    seed: 1,
    messages: redeemFound({ client_id: '{your client_id}', client_secret: '{your client_secret}' }),
  },
  {
    challenge: 'another-clients-code',
    weakness: 'no-secret',
    seed: 3,
    messages: redeemFound({ client_id: '{client_id of Agenda}' }),
  },
  {
    challenge: 'token-for-next-door',
    weakness: 'audience-unchecked',
    seed: 2,
    messages: [{ request: 'Token request', fill: own }, useToken],
  },
  {
    challenge: 'token-for-next-door',
    weakness: 'resource-by-request',
    seed: 1,
    messages: [{ request: 'Token request', fill: { ...own, resource: '{resource of her notes}' } }, useToken],
  },
  {
    challenge: 'more-than-granted',
    weakness: 'scope-grows',
    seed: 1,
    messages: [
      {
        request: 'Refresh request',
        fill: { refresh_token: '{refresh_token}', scope: 'notes:read notes:write' },
      },
      useToken,
    ],
  },
  { challenge: 'more-than-granted', weakness: 'scope-unchecked', seed: 2, messages: [useToken] },
];
