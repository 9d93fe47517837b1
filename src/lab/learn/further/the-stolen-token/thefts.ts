import { generateProofKey } from '../../../../oauth/dpop-proof.ts';
import type { Machine } from '../../../machine/machine.ts';
import { sendWithKey } from '../../../machine/run/attackers-proof.ts';
import { copiedCall, tokenIn } from '../../../machine/run/copied-call.ts';
import type { WireMessage } from '../../../machine/wire/exchange.ts';
import { tokenRequests } from '../../chapters/evidence.ts';
import { SHOWN } from './chapter.ts';
import { signInForBearer, signInForBound, type Victim } from './victim.ts';

export const AS_BEARER = 'as a bearer token';
export const WITH_PROOF = 'with a proof (DPoP)';

export const PRESENTATIONS = {
  question: 'How does the client present its token?',
  all: [AS_BEARER, WITH_PROOF],
} as const;

export async function sendTokenAlone(machine: Machine, presentation: string): Promise<void> {
  const bound = presentation === WITH_PROOF;
  const run = bound ? (await signInForBound(machine)).run : await signInForBearer(machine);
  const { request, token } = await copiedCall(run);
  const { dpop: _, ...headers } = request.headers;
  await run.send({ ...request, headers: { ...headers, authorization: `Bearer ${token}` } }, 'attacker');
}

/** A request that the attacker sends with a bound token. */
export interface Attempt {
  name: string;
  shows: string;
  send(victim: Victim, copied: WireMessage): Promise<unknown>;
}

const withProof = (copied: WireMessage, proof: string | undefined): WireMessage => ({
  ...copied,
  headers: { ...copied.headers, ...(proof !== undefined && { dpop: proof }) },
});

export const OWN_KEY: Attempt = {
  name: 'a proof by the attacker’s own key',
  shows: SHOWN.otherKey,
  send: async ({ run }, copied) =>
    sendWithKey(run, await generateProofKey(), copied, { accessToken: tokenIn(copied) }),
};
export const SAME_REQUEST: Attempt = {
  name: 'the same request again',
  shows: SHOWN.replayed,
  send: ({ run }, copied) => run.send(copied, 'attacker'),
};
export const OTHER_METHOD: Attempt = {
  name: 'the copied proof, with another method',
  shows: SHOWN.method,
  send: ({ run }, copied) => run.send({ ...copied, method: 'GET', body: '' }, 'attacker'),
};
export const OTHER_ADDRESS: Attempt = {
  name: 'the proof of the token request',
  shows: SHOWN.address,
  send({ run }, copied) {
    const exchange = tokenRequests(run.log.getSnapshot(), 'authorization_code').at(-1);
    return run.send(withProof(copied, exchange?.request.headers.dpop), 'attacker');
  },
};
export const NEXT_TOKEN: Attempt = {
  name: 'the copied proof, with the next token',
  shows: SHOWN.token,
  async send({ run }, copied) {
    await run.session()?.refresh();
    const authorization = `DPoP ${run.memory.getSnapshot()}`;
    await run.send({ ...copied, headers: { ...copied.headers, authorization } }, 'attacker');
  },
};

export const ATTEMPTS = {
  question: 'What does the attacker send with the bound token?',
  all: [OWN_KEY, SAME_REQUEST, OTHER_METHOD, OTHER_ADDRESS, NEXT_TOKEN],
} as const;

/** The client calls a tool, and the attacker tries to use what was copied from this call. */
export async function tryCopied(machine: Machine, { send }: Attempt): Promise<void> {
  const victim = await signInForBound(machine);
  await send(victim, (await copiedCall(victim.run)).request);
}
