import { computeCodeChallenge } from '../../../../oauth/index.ts';
import { promisesDpop, whyNoProof } from '../dpop-promise.ts';
import type { Evidence } from '../evidence.ts';
import { dpopProbes } from './dpop/probes.ts';
import {
  type Changes,
  GRACE_MS,
  LATEST_CODE_MS,
  type Probe,
  type ProbeId,
  type Redemption,
} from './probe.ts';
import { CHANGED_URI, WRONG_RESOURCE } from './requests.ts';

/** Every probe. The first probe shows whether a correct request works. The other verdicts depend on this result. */
export const probes: readonly Probe[] = [
  {
    id: 'right-request',
    title: 'The correct request',
    does: 'Signs in as a client should. It lists the tools with the token in the header, and tries the handshake if the server wants a session. It lists them with the token in the query, an altered token, the ID token, the right token, and an invalid one. Then it refreshes the token twice, and revokes it.',
    async follow({ exchange, call, revoke, refresh, confirm }) {
      const tokens = await exchange('right exchange');
      if (!tokens) return;
      const { accessToken, idToken } = tokens;
      await call('call', accessToken);
      await confirm(async () => {
        const accepted = [
          await call('call with the token in the query', accessToken, 'query'),
          await call('call with an altered token', altered(accessToken)),
          await call('call with the ID token', idToken),
        ];
        // This step proves that the server did not simply refuse every call.
        await call('call again', accessToken);
        // This step proves that an invalid token gets another response than the right token.
        await call('call with an invalid token', INVALID_TOKEN);
        return accepted;
      });
      // These steps prove that the server does not simply refuse every second refresh.
      let latest = { ...tokens, ...(await refresh('refresh', tokens.refreshToken)) };
      latest = { ...latest, ...(await refresh('second refresh', latest.refreshToken)) };
      await confirm(async () => {
        await revoke('revoke', latest);
        const renewed = await refresh('refresh after revocation', latest.refreshToken);
        latest = { ...latest, ...renewed };
        return [renewed];
      });
    },
  },
  {
    id: 'wrong-verifier',
    title: 'A wrong verifier',
    does: 'Signs in and sends the code with the challenge in place of the verifier, then with the right verifier.',
    // The most dangerous wrong verifier: anyone who reads the request knows the challenge.
    follow: exchangeTwice(async ({ verifier }) => ({ code_verifier: await computeCodeChallenge(verifier) })),
  },
  {
    id: 'no-verifier',
    title: 'No verifier',
    does: 'Signs in and sends the code without a verifier, then with the right one.',
    follow: exchangeTwice(() => ({ code_verifier: undefined })),
  },
  {
    id: 'replayed-code',
    title: 'The same code twice',
    does: 'Signs in and sends the same correct token request twice. A good server then revokes the tokens of the first exchange; some servers end every session of this app.',
    async follow({ exchange, refresh, confirm }) {
      const tokens = await exchange('right exchange');
      if (!tokens) return;
      let { refreshToken } = tokens;
      await confirm(async () => {
        const replayed = await exchange('same code again');
        const renewed = await refresh('refresh', refreshToken);
        refreshToken = renewed?.refreshToken ?? refreshToken;
        return [replayed, renewed];
      });
    },
  },
  {
    id: 'plain',
    title: 'The method plain',
    does: 'Requests a code with the verifier itself as the challenge, and code_challenge_method=plain.',
    request: (verifier) => ({ code_challenge: verifier, code_challenge_method: 'plain' }),
    follow: exchangeOnce,
  },
  {
    id: 'plain-by-omission',
    title: 'A challenge without a method',
    does: 'Requests a code with the verifier itself as the challenge, and without a method, which means plain.',
    request: (verifier) => ({ code_challenge: verifier, code_challenge_method: undefined }),
    follow: exchangeOnce,
  },
  {
    id: 'no-challenge',
    title: 'No challenge',
    does: 'Requests a code without PKCE. If the server issues the code, the probe sends it with an unrelated verifier, then without a verifier.',
    request: () => ({ code_challenge: undefined, code_challenge_method: undefined }),
    async follow({ exchange }) {
      const tokens = await exchange('exchange with a verifier');
      if (!tokens) await exchange('deviating exchange', { code_verifier: undefined });
    },
  },
  {
    id: 'changed-redirect-uri',
    title: 'Another redirect URI',
    does: 'Requests the response at an address that is not registered: this app’s callback with “?changed=1” appended. A good server shows its own error page: return here yourself, and report what you saw.',
    request: (_verifier, redirectUri) => ({ redirect_uri: changed(redirectUri) }),
    // The server breaks the rule by sending a code. The probe does not use this code, and lets it expire.
    follow: async () => {},
  },
  {
    id: 'changed-redirect-uri-at-token',
    title: 'Another redirect URI with the code',
    does: 'Signs in and sends the code with another redirect URI, then with the right one.',
    follow: exchangeTwice(({ redirectUri }) => ({ redirect_uri: changed(redirectUri) })),
  },
  {
    id: 'wrong-resource',
    title: 'An unknown resource',
    does: `Requests a token for ${WRONG_RESOURCE}, which does not exist. If the server issues the token, the probe sends it to the MCP server.`,
    request: () => ({ resource: WRONG_RESOURCE }),
    follow: callWith({ resource: WRONG_RESOURCE }),
  },
  {
    id: 'wrong-resource-at-token',
    title: 'Another resource with the code',
    does: `Signs in and sends the code with the resource ${WRONG_RESOURCE}, then with the right one.`,
    follow: exchangeTwice(() => ({ resource: WRONG_RESOURCE })),
  },
  {
    id: 'no-resource',
    title: 'No resource',
    does: 'Signs in without naming a resource, and sends the token to the MCP server, for which it was not requested.',
    request: () => ({ resource: undefined }),
    follow: callWith({ resource: undefined }),
  },
  {
    // The next probes prove that the server still issues tokens.
    id: 'late-code',
    title: 'A code after ten minutes',
    does: 'Signs in, waits ten minutes in this tab, and then sends the code. Leave the tab open.',
    async follow({ exchange, wait }) {
      await wait(LATEST_CODE_MS + 5000);
      await exchange('deviating exchange');
    },
  },
  {
    id: 'refresh',
    title: 'A replaced refresh token',
    does: 'Signs in, lists the tools, refreshes, uses the replaced refresh token again as a thief would, and then the new one. A good server then ends the session; some servers end every session of this app. If the server accepts the replaced token, the probe waits a minute and tries it again: leave the tab open.',
    async follow({ exchange, refresh, call, wait, confirm }) {
      const tokens = await exchange('right exchange');
      // This step proves that the server did not simply refuse every token from some moment on.
      await call('call', tokens?.accessToken);
      const renewed = await refresh('refresh', tokens?.refreshToken);
      if (!renewed) return;
      const isReplaced = ![undefined, tokens?.refreshToken].includes(renewed.refreshToken);
      let latest = renewed;
      let waitsMs = GRACE_MS;
      await confirm(async () => {
        const again = await refresh('old refresh token again', tokens?.refreshToken);
        if (again && isReplaced) {
          await wait(waitsMs);
          waitsMs = 0;
          await refresh('old refresh token later', tokens?.refreshToken);
        }
        const next = await refresh('new refresh token', latest.refreshToken);
        latest = { ...latest, ...next };
        return [again, next];
      });
    },
  },
  ...dpopProbes,
  {
    // This probe proves that the server did not simply refuse every request from some moment on.
    id: 'later-request',
    title: 'A later correct request',
    does: 'Signs in as a client should, lists the tools, and refreshes the token: earlier refusals show something only if the server still accepts a correct request.',
    async follow({ exchange, call, refresh }) {
      const tokens = await exchange('right exchange');
      await call('call', tokens?.accessToken);
      await refresh('refresh', tokens?.refreshToken);
    },
  },
  {
    id: 'cookies',
    title: 'Cookies across origins',
    does: 'Sends a request without a token to the MCP server and to the token endpoint, and lets the browser add its cookies. Stays on this page.',
    staysHere: true,
    follow: ({ requestWithCookies }) => requestWithCookies(),
  },
];

/** The probes for the examined servers. Probes with proofs are included only if a server promises DPoP. */
export function probesFor(evidence: Evidence): readonly Probe[] {
  return probes.filter(
    ({ dpop }) =>
      dpop === undefined || (promisesDpop(evidence, dpop) && whyNoProof(evidence, dpop) === undefined),
  );
}

export function probeOf(id: ProbeId): Probe {
  const probe = probes.find((each) => each.id === id);
  if (!probe) throw new Error(`There is no probe ${id}.`);
  return probe;
}

/**
 * The success of the correct exchange proves that the deviation caused the refusal before it. If both exchanges succeed,
 * a cache may have sent the tokens, unless the code works any number of times.
 */
function exchangeTwice(
  changesFor: (sent: Pick<Redemption, 'redirectUri' | 'verifier'>) => Changes | Promise<Changes>,
): Probe['follow'] {
  return async ({ exchange, ...sent }) => {
    const accepted = await exchange('deviating exchange', await changesFor(sent));
    const right = await exchange('right exchange');
    if (accepted && right) await exchange('same code again');
  };
}

async function exchangeOnce({ exchange }: Redemption): Promise<void> {
  await exchange('deviating exchange');
}

/** A 401 to an invalid token proves that no firewall responds in place of the server. */
function callWith(changes: Changes): Probe['follow'] {
  return async ({ exchange, call, confirm }) => {
    const tokens = await exchange('deviating exchange', changes);
    if (!tokens) return;
    await confirm(async () => {
      const isAccepted = await call('call with the deviating token', tokens.accessToken);
      await call('call with an invalid token', INVALID_TOKEN);
      return [isAccepted];
    });
  };
}

const INVALID_TOKEN = 'not-a-token';

const changed = (redirectUri: string): string => `${redirectUri}?${CHANGED_URI}=1`;

/** The token with one character near its end changed: in a JWT, a character of the signature. */
function altered(token: string): string {
  const at = Math.max(token.length - 10, token.lastIndexOf('.') + 1);
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}
