/** The events that the schedules have to contain. Without them, the model would prove less than it claims. */
export const REQUIRED_EVENTS: readonly string[] = [
  'another user signs in',
  'a document returns from the back/forward cache',
  'a document returns, and another document of its tab is left',
  'a callback is opened again',
  'close in the middle of a refresh',
  'a grant is copied',
  'a tab that is at a server is copied',
  'crash in the middle of a refresh',
  'a crash releases no lock',
  'a forged callback is opened',
  'freeze',
  'go offline',
  'localStorage is cleared',
  'a prerendered document is shown',
  'a refresh token is used again at the server',
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
  'a sign-in is denied',
  'sign-out while a document is asleep',
  'sign-out while exchanging',
  'sign-out while refreshing',
  'sign-out with several tabs',
  'step-up',
  'step-up during a refresh',
  'the storage is full',
  'thaw',
];

/** What the schedules with DPoP have to contain in addition. */
export const REQUIRED_WITH_DPOP: readonly string[] = [
  'a call is refused for its nonce',
  'a token request is refused for its nonce',
  'a repeated request is refused for its nonce',
  'a proof is refused for its age',
  'IndexedDB fails',
  'the app gets an access token',
  'a grant is copied',
  'keys are lost',
  'bound tokens are called bearer tokens',
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
  'a sign-in is denied',
  'sign-out while pushing a request',
  'step-up',
];

/** How often each event has to occur in the schedules of a run. */
const LEAST = 3;

export function add(sum: Map<string, number>, events: ReadonlyMap<string, number>): void {
  for (const [event, times] of events) sum.set(event, (sum.get(event) ?? 0) + times);
}

export const missing = (sum: ReadonlyMap<string, number>, required: readonly string[]): string[] =>
  required.filter((event) => (sum.get(event) ?? 0) < LEAST);
