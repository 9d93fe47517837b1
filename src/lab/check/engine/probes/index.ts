import { LATEST_CODE_MS, type Probe, type ProbeId, type Tokens } from './probe.ts';
import { CHANGED_URI, WRONG_RESOURCE, wrongVerifier } from './requests.ts';

/** Every probe, in the order that makes sense: the first shows that a right request works at all. */
export const probes: readonly Probe[] = [
  {
    id: 'right-request',
    title: 'The right request',
    does: 'Signs in as a client should, asks the MCP server for its tools with the token in the header, in the query and altered, and with the ID token in its place, and gives the tokens back.',
    async follow({ exchange, call, revoke, refresh }) {
      const tokens = await exchange('right exchange');
      if (!tokens) return;
      await call('call', tokens.accessToken);
      await call('call with the token in the query', tokens.accessToken, 'query');
      await call('call with an altered token', altered(tokens.accessToken));
      await call('call with the ID token', tokens.idToken);
      await revoke('revoke', tokens);
      await refresh('refresh after revocation', tokens.refreshToken);
    },
  },
  {
    id: 'wrong-verifier',
    title: 'A wrong verifier',
    does: 'Signs in, sends the code with a verifier that is not the one, and then with the right one.',
    follow: exchangeTwice(() => ({ code_verifier: wrongVerifier() })),
  },
  {
    id: 'no-verifier',
    title: 'No verifier',
    does: 'Signs in, sends the code without a verifier, and then with the right one.',
    follow: exchangeTwice(() => ({ code_verifier: undefined })),
  },
  {
    id: 'replayed-code',
    title: 'The same code twice',
    does: 'Signs in and sends the code twice, with everything right. A good server then takes back what the first exchange bought; some end every session of this app.',
    async follow({ exchange, refresh }) {
      const tokens = await exchange('right exchange');
      if (!tokens) return;
      await exchange('same code again');
      await refresh('refresh', tokens.refreshToken);
    },
  },
  {
    id: 'plain',
    title: 'The method plain',
    does: 'Asks for a code with the verifier itself as challenge, and code_challenge_method=plain.',
    request: (verifier) => ({ code_challenge: verifier, code_challenge_method: 'plain' }),
    follow: exchangeAs('deviating exchange'),
  },
  {
    id: 'plain-by-omission',
    title: 'A challenge without a method',
    does: 'Asks for a code with the verifier itself as challenge, and no method, which means plain.',
    request: (verifier) => ({ code_challenge: verifier, code_challenge_method: undefined }),
    follow: exchangeAs('deviating exchange'),
  },
  {
    id: 'no-challenge',
    title: 'No challenge at all',
    does: 'Asks for a code without PKCE. If one comes, sends it with a verifier that belongs to nothing, and then without.',
    request: () => ({ code_challenge: undefined, code_challenge_method: undefined }),
    async follow({ exchange }) {
      const tokens = await exchange('exchange with a verifier');
      if (!tokens) await exchange('deviating exchange', { code_verifier: undefined });
    },
  },
  {
    id: 'changed-redirect-uri',
    title: 'Another redirect URI',
    does: 'Asks for the answer at this app’s callback with “?changed=1” behind it, which is not registered. A good server keeps you on a page of its own; come back by hand and say so.',
    request: (_verifier, redirectUri) => ({ redirect_uri: changed(redirectUri) }),
    // That a code came at all is the finding; it is left to expire.
    follow: async () => {},
  },
  {
    id: 'changed-redirect-uri-at-token',
    title: 'Another redirect URI with the code',
    does: 'Signs in, sends the code with another redirect URI, and then with the right one.',
    follow: exchangeTwice((redirectUri) => ({ redirect_uri: changed(redirectUri) })),
  },
  {
    id: 'wrong-resource',
    title: 'A resource that is not there',
    does: `Asks for a token for ${WRONG_RESOURCE}, which is nobody’s. If one comes, shows it to the MCP server.`,
    request: () => ({ resource: WRONG_RESOURCE }),
    async follow({ exchange, call }) {
      const tokens = await exchange('deviating exchange', { resource: WRONG_RESOURCE });
      await call('call with the deviating token', tokens?.accessToken);
    },
  },
  {
    id: 'wrong-resource-at-token',
    title: 'Another resource with the code',
    does: `Signs in, sends the code but asks for a token for ${WRONG_RESOURCE}, and then for the right one.`,
    follow: exchangeTwice(() => ({ resource: WRONG_RESOURCE })),
  },
  {
    id: 'no-resource',
    title: 'A token for nobody in particular',
    does: 'Signs in without naming a resource, and shows the token that comes to the MCP server, for which it was not issued.',
    request: () => ({ resource: undefined }),
    async follow({ exchange, call }) {
      const tokens = await exchange('deviating exchange', { resource: undefined });
      await call('call with the deviating token', tokens?.accessToken);
    },
  },
  {
    id: 'refresh',
    title: 'Refresh, and the old refresh token again',
    does: 'Signs in, refreshes, uses the replaced refresh token once more as a thief would, and then the new one. A good server ends the session over it; some end every session of this app.',
    async follow({ exchange, refresh }) {
      const tokens = await exchange('right exchange');
      const renewed = await refresh('refresh', tokens?.refreshToken);
      if (!renewed) return;
      await refresh('old refresh token again', tokens?.refreshToken);
      await refresh('new refresh token', renewed.refreshToken);
    },
  },
  {
    id: 'late-code',
    title: 'A code after ten minutes',
    does: 'Signs in, waits ten minutes in this tab, and then sends the code. Leave the tab open.',
    async follow({ exchange, wait }) {
      await wait(LATEST_CODE_MS + 5000);
      await exchange('deviating exchange');
    },
  },
  {
    id: 'cookies',
    title: 'Cookies across origins',
    does: 'Asks the MCP server and the token endpoint once more so that the browser would send its cookies along, without a token. Stays on this page.',
    staysHere: true,
    follow: ({ askWithCookies }) => askWithCookies(),
  },
];

export function probeOf(id: ProbeId): Probe {
  const probe = probes.find((each) => each.id === id);
  if (!probe) throw new Error(`There is no probe ${id}.`);
  return probe;
}

/** The deviating exchange, then the right one: only that shows what the refusal was about. */
function exchangeTwice(
  changesFor: (redirectUri: string) => Record<string, string | undefined>,
): Probe['follow'] {
  return async ({ exchange, redirectUri }) => {
    const tokens = await exchange('deviating exchange', changesFor(redirectUri));
    if (!tokens) await exchange('right exchange');
  };
}

function exchangeAs(step: 'deviating exchange'): Probe['follow'] {
  return async ({ exchange }) => {
    await exchange(step);
  };
}

const changed = (redirectUri: string): string => `${redirectUri}?${CHANGED_URI}=1`;

/** The same token with one character of its last part changed: of a JWT, its signature. */
function altered(token: Tokens['accessToken']): string {
  const at = token.length - 10;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}
