/** The events that the schedules have to contain: without them, the model proves less than it claims. */
export const REQUIRED_EVENTS: readonly string[] = [
  'another user signs in',
  'back by the back/forward cache',
  'back to a document, past another document of its tab',
  'callback opened again',
  'close in the middle of a refresh',
  'copy of a grant',
  'copy of a tab that is at a server',
  'crash in the middle of a refresh',
  'crash that releases no lock',
  'forged callback',
  'freeze',
  'go offline',
  'localStorage cleared',
  'prerendered document shown',
  'refresh token used again at the server',
  'refresh_token: busy',
  'refresh_token: lost',
  'refresh_token: other-user',
  'refresh_token: refused',
  'refresh_token: unreachable',
  'authorization_code: lost',
  'authorization_code: refused',
  'reload in the middle of an exchange',
  'reload in the middle of a refresh',
  'revocation: lost',
  'sign-in denied',
  'sign-out while a document is asleep',
  'sign-out while exchanging',
  'sign-out while refreshing',
  'sign-out with several tabs',
  'step-up',
  'step-up during a refresh',
  'storage full',
  'thaw',
];

/** What the schedules with DPoP have to contain in addition. */
export const REQUIRED_WITH_DPOP: readonly string[] = [
  'a call refused for its nonce',
  'a token request refused for its nonce',
  'a repetition refused for its nonce',
  'a proof refused for its age',
  'IndexedDB fails',
  'call',
  'copy of a grant',
  'keys lost',
  'tokens called bearer tokens',
  'reload in the middle of a refresh',
  'sign-out while refreshing',
  'sign-out with several tabs',
];

/** What the schedules with pushed authorization requests have to contain in addition. */
export const REQUIRED_WITH_PUSHES: readonly string[] = [
  'pushed request: busy',
  'pushed request: late',
  'pushed request: lost',
  'pushed request: refused',
  'pushed request: unreachable',
  'crash in the middle of a push',
  'reload in the middle of a push',
  'request_uri expired',
  'request_uri used again at the server',
  'sign-in denied',
  'sign-out while pushing a request',
  'step-up',
];

/** The least number of each event in the schedules of `npm test`. */
export const LEAST = 3;

/** Adds the events of one schedule to a sum. */
export function add(sum: Map<string, number>, events: ReadonlyMap<string, number>): void {
  for (const [event, times] of events) sum.set(event, (sum.get(event) ?? 0) + times);
}

/** The events that did not happen often enough. */
export function missing(sum: ReadonlyMap<string, number>, required = REQUIRED_EVENTS): string[] {
  return required.filter((event) => (sum.get(event) ?? 0) < LEAST);
}
