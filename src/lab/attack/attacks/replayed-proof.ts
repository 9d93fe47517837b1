import { copiedCall } from '../../machine/run/copied-call.ts';
import { SPEC } from '../../machine/spec-references.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, TOKEN_REFUSED } from './stolen-code.ts';

export const replayedProof: Attack = {
  slug: 'replayed-proof',
  title: 'Replayed proof',
  threat:
    'Tokens are bound to a key, and the attacker has more than the token: a log keeps whole requests, with the proof of the client. The attacker sends a request again before its proof is too old, and tries the proof for other requests.',
  clause: SPEC.dpopReplay,
  missing: ['one-use proofs'],
  presupposes: ['DPoP'],
  weakened: 'The servers do not remember which proofs they have accepted.',
  harmed:
    'The attacker repeats a call of the victim, and reads the result, until the proof of the call is a minute old.',
  stoppedBy: ['one-use proofs'],
  note: 'RFC 9449 §11.1 says that servers can remember each proof, and that this is not always feasible: several servers behind one address would have to share what they remember. A nonce limits how long a copied proof works, but a copy that is a minute old still has a recent nonce.',
  refusal: { file: 'mocks/dpop/verify-proof.ts', name: 'claimRejection' },
  steps: [
    { by: 'victim', does: 'Sign in completely, and call a tool' },
    { by: 'attacker', does: 'Copy that call from a log: the token and its proof' },
    {
      by: 'attacker',
      does: 'Send the proof with another method, then send the call with the proof from the token request',
    },
    { by: 'attacker', does: 'Send the copied call again' },
  ],
  async *play({ begin, log, notebook }) {
    const victim = begin();
    await victim.signIn();
    const { request, token, proof = '' } = await copiedCall(victim);
    yield;
    const forTokenEndpoint = log.getSnapshot().findLast(isTokenRequest)?.request.headers.dpop ?? '';
    notebook.holds('the access token', token);
    notebook.holds('the proof of the call', proof);
    notebook.holds('the proof of the token request', forTokenEndpoint);
    yield;
    await victim.send({ ...request, method: 'GET', body: '' }, 'attacker');
    await victim.send({ ...request, headers: { ...request.headers, dpop: forTokenEndpoint } }, 'attacker');
    yield;
    await victim.send(request, 'attacker');
    return TOKEN_REFUSED;
  },
  harm: actsAsVictim,
};

const isTokenRequest = ({ from, request }: Exchange): boolean =>
  from === 'client' && new URL(request.url).pathname.endsWith('/token');
