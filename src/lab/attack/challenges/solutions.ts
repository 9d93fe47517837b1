/** A message of a solution: a request of the page, and what is typed into its fields. */
export interface CraftedMessage {
  request: 'Link for Ada' | 'Token request' | 'Refresh request' | 'Tool call';
  /** `{name}` is the newest value that the page shows under this name. */
  fill: Readonly<Record<string, string>>;
}

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
const refresh = (fill: CraftedMessage['fill']): readonly CraftedMessage[] => [
  { request: 'Refresh request', fill: { refresh_token: '{refresh_token}', ...fill } },
  useToken,
];
const redeemOwn = (changes: CraftedMessage['fill'] = {}): readonly CraftedMessage[] => [
  { request: 'Token request', fill: { code: '{code}', code_verifier: '{code_verifier}', ...changes } },
  useToken,
];
const NEVER_SENT = 'a-verifier-that-was-never-sent-by-any-client-x';
const AS_THIS_CLIENT = { client_id: '{your client_id}', client_secret: '{your client_secret}' };

const SCRIPTS: readonly [challenge: string, weakness: string, seed: number, readonly CraftedMessage[]][] = [
  ['found-code', 'verifier-when-sent', 1, redeemFound({})],
  ['found-code', 'verifier-either-method', 2, redeemFound({ code_verifier: '{code_challenge}' })],
  ['found-code', 'verifier-form-only', 7, redeemFound({ code_verifier: NEVER_SENT })],
  ['crafted-link', 'redirect-uri-prefix', 3, sendLink('{origin}/callback/../counterfeit/mine')],
  ['crafted-link', 'redirect-uri-origin', 1, sendLink('{your page}')],
  ['yesterdays-log', 'code-twice', 2, redeemFound({ code_verifier: '{code_verifier}' })],
  ['yesterdays-log', 'refresh-token-twice', 1, refresh({ client_id: '{client_id}' })],
  ['another-clients-code', 'code-of-another-client', 1, redeemFound(AS_THIS_CLIENT)],
  ['another-clients-code', 'no-secret', 3, redeemFound({ client_id: '{client_id of Agenda}' })],
  ['token-for-next-door', 'audience-unchecked', 2, redeemOwn()],
  ['token-for-next-door', 'resource-by-request', 1, redeemOwn({ resource: '{resource of her notes}' })],
  ['more-than-granted', 'scope-grows', 1, refresh({ scope: 'notes:read notes:write' })],
  ['more-than-granted', 'scope-unchecked', 2, [useToken]],
];

/** Playwright and the unit tests solve each challenge with these scripts, like a person. */
export const solutions: readonly ChallengeSolution[] = SCRIPTS.map(
  ([challenge, weakness, seed, messages]) => ({ challenge, weakness, seed, messages }),
);
