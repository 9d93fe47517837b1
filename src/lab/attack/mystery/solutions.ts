/** A message to the mystery server: a request of the page, with changes. */
export interface Probe {
  request: 'Authorization request' | 'Token request' | 'Refresh request' | 'Tool call';
  /** `{name}` is a value that the page shows under this name. */
  change?: Readonly<Record<string, string>>;
}

/** The shortest proof that a defence is missing. The last message of the proof is the evidence. */
export interface ShortestProof {
  defence: string;
  /** A seed whose server lacks the defence. */
  seed: number;
  probes: readonly Probe[];
}

const authorize: Probe = { request: 'Authorization request' };
const exchange: Probe = { request: 'Token request' };
const refresh: Probe = { request: 'Refresh request' };
const call: Probe = { request: 'Tool call' };
const authorizeWith = (change: Record<string, string>): Probe => ({ ...authorize, change });
const exchangeWith = (change: Record<string, string>): Probe => ({ ...exchange, change });

const noChallenge = authorizeWith({ code_challenge: '', code_challenge_method: '' });
const plain = authorizeWith({ code_challenge_method: 'plain' });
const longerUri = authorizeWith({ redirect_uri: '{origin}/callback/more' });
const unknownResource = authorizeWith({ resource: '{origin}/unknown' });
const otherResource = authorizeWith({ resource: '{resource of another MCP server}' });
const noVerifier = exchangeWith({ code_verifier: '' });
const wrongVerifier = exchangeWith({ code_verifier: 'a-verifier-that-was-never-sent-by-any-client-x' });
const otherClient = exchangeWith({ client_id: '{client_id of another app}' });

/** Playwright and the unit tests find each missing defence with these proofs. A test finds no shorter ones. */
export const shortestProofs: readonly ShortestProof[] = [
  { defence: 'challenge-required', seed: 40, probes: [noChallenge] },
  { defence: 'plain-refused', seed: 3, probes: [plain] },
  { defence: 'redirect-uri-exact', seed: 5, probes: [longerUri] },
  { defence: 'resource-known', seed: 7, probes: [unknownResource] },
  { defence: 'iss-named', seed: 1, probes: [authorize] },
  { defence: 'verifier-required', seed: 8, probes: [authorize, noVerifier] },
  { defence: 'verifier-compared', seed: 2, probes: [authorize, wrongVerifier] },
  { defence: 'code-of-one-client', seed: 25, probes: [authorize, otherClient] },
  { defence: 'code-once', seed: 11, probes: [authorize, exchange, exchange] },
  { defence: 'audience-checked', seed: 12, probes: [otherResource, exchange, call] },
  { defence: 'refresh-token-replaced', seed: 32, probes: [authorize, exchange, refresh] },
  {
    defence: 'reuse-ends-grant',
    seed: 15,
    probes: [
      authorize,
      exchange,
      refresh,
      { ...refresh, change: { refresh_token: '{refresh_token from message 2}' } },
      refresh,
    ],
  },
];

/** Returns the number of messages in the shortest proof that a defence is missing. */
export const fewestFor = (defence: string): number =>
  shortestProofs.find((proof) => proof.defence === defence)?.probes.length ?? 0;

/** A sequence of messages that finds the missing defence of every server, without a guess. */
export const plan: readonly Probe[] = [
  longerUri,
  noChallenge,
  plain,
  unknownResource,
  otherResource,
  wrongVerifier,
  noVerifier,
  otherClient,
  exchange,
  call,
  refresh,
  { ...refresh, change: { refresh_token: '{refresh_token from message 9}' } },
  refresh,
  exchange,
];
