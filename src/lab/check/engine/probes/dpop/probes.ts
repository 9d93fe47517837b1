import type { Changes, Probe, StepName, Tokens } from '../probe.ts';
import { CALL_FLAWS, type ProofKind, TOKEN_FLAWS } from './flaws.ts';

/** The probes of servers that promise DPoP. Each probe makes a key, which is discarded when the probe ends. */
export const dpopProbes: readonly Probe[] = [
  {
    id: 'dpop-token-endpoint',
    title: 'Proofs at the token endpoint',
    does: `Signs in with a key. It sends the code with ${TOKEN_FLAWS.length} proofs, each wrong in one respect, then with a right one, and uses that proof again. One of the wrong proofs contains the private key, which is used for nothing else.`,
    dpop: 'authorization server',
    async follow({ exchange, refresh, confirm }) {
      await exchange('request for a nonce', { code: 'not-a-code' }, 'right');
      let spent = false;
      let refreshToken: string | undefined;
      /** Sends the code until a response has tokens; after that, sends the refresh token of that response. */
      async function request(step: StepName, proof: ProofKind): Promise<Tokens | undefined> {
        const tokens: Tokens | undefined = spent
          ? await refresh(step, refreshToken, proof)
          : await exchange(step, {}, proof);
        spent ||= tokens !== undefined;
        refreshToken = tokens?.refreshToken ?? refreshToken;
        return tokens;
      }
      await confirm(async () => {
        const accepted: unknown[] = [];
        for (const flaw of TOKEN_FLAWS) accepted.push(await request(`token request, ${flaw}`, flaw));
        await request('token request', 'right');
        await request('token request, used before', 'used before');
        await request('token request again', 'right');
        return accepted;
      });
    },
  },
  {
    id: 'dpop-code',
    title: 'A code that is bound to a key',
    does: 'Requests a code for a key (dpop_jkt). It sends the code with a proof of another key, without a proof, and then with a proof of the right key.',
    dpop: 'authorization server',
    bindsCode: true,
    request: forKey,
    async follow({ exchange }) {
      await exchange('request for a nonce', { code: 'not-a-code' }, 'right');
      const tokens =
        (await exchange('bound exchange, another key', {}, 'another key')) ??
        (await exchange('bound exchange, none', {}, 'none'));
      if (!tokens) await exchange('bound exchange', {}, 'right');
    },
  },
  {
    id: 'dpop-refresh',
    title: 'A refresh token that is bound to a key',
    does: 'Requests a code for a key (dpop_jkt), and sends it with a proof of that key. It uses the refresh token without a proof, with a proof of another key, and then with a proof of the right key.',
    dpop: 'authorization server',
    bindsCode: true,
    request: forKey,
    async follow({ exchange, refresh, isBound, confirm }) {
      let tokens = await exchange('bound exchange', {}, 'right');
      if (!isBound('bound exchange')) return;
      async function request(step: StepName, proof: ProofKind): Promise<Tokens | undefined> {
        const renewed = await refresh(step, tokens?.refreshToken, proof);
        tokens = renewed ?? tokens;
        return renewed;
      }
      await confirm(async () => {
        const accepted = [
          await request('bound refresh, none', 'none'),
          await request('bound refresh, another key', 'another key'),
        ];
        await request('bound refresh', 'right');
        return accepted;
      });
    },
  },
  {
    id: 'dpop-server',
    title: 'Proofs at the MCP server',
    does: `Signs in with a key. It lists the tools with the bound token: first with a right proof, then ${CALL_FLAWS.length} times in a way that a good server refuses, then with another right proof, which it sends twice, and last with an invalid token. One of the wrong proofs contains the private key, which is used for nothing else.`,
    dpop: 'MCP server',
    async follow({ exchange, call, callWithProof, isBound, confirm }) {
      const tokens = await exchange('bound exchange', {}, 'right');
      if (!tokens || !isBound('bound exchange')) return;
      await callWithProof('call with a proof', tokens, 'right');
      await confirm(async () => {
        const accepted: unknown[] = [];
        for (const flaw of CALL_FLAWS) accepted.push(await callWithProof(`call, ${flaw}`, tokens, flaw));
        await callWithProof('call with a proof again', tokens, 'right');
        await callWithProof('call, used before', tokens, 'used before');
        await call('call with an invalid token', 'not-a-token');
        return accepted;
      });
    },
  },
];

/** Binds the code to the key of the probe (RFC 9449 §10). */
function forKey(_verifier: string, _redirectUri: string, jkt: string | undefined): Changes {
  return { dpop_jkt: jkt };
}
