import { eavesdrop } from '../../machine/run/eavesdrop.ts';
import { SPEC } from '../../machine/spec-references.ts';
import { type Exchange, responseOf } from '../../machine/wire/exchange.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, redeem } from './stolen-code.ts';

export const replayedCode: Attack = {
  slug: 'replayed-code',
  title: 'Replayed code',
  threat:
    'A proxy that breaks TLS, or a server that logs bodies, has the whole token request with code and verifier. An attacker who reads it there can send the same request again within a minute.',
  clause: SPEC.codeOnce,
  missing: ['one-use codes'],
  overcome: ['TLS'],
  weakened: 'The server accepts a code more than once.',
  harmed: 'The attacker calls tools as the victim.',
  stoppedBy: ['one-use codes', 'TLS', 'DPoP'],
  note: 'RFC 6749 §4.1.2 allows a code one use, and asks servers to revoke the tokens of a code that is used again. PKCE is no help here: the verifier was in the same request. That request did not contain the key of DPoP (RFC 9449 §10).',
  refusal: { file: 'mocks/authorization-server/token.ts', name: 'exchange' },
  steps: [
    { by: 'victim', does: 'Sign in completely' },
    { by: 'attacker', does: 'Read the token request on the network' },
    { by: 'attacker', does: 'Send that request again' },
  ],
  async *play({ begin, on, log, notebook }) {
    const eavesdropper = eavesdrop(log, { server: 'authorization server', tls: on('TLS') });
    const victim = begin({ middleware: [eavesdropper] });
    await victim.signIn();
    yield;
    const overheard = victim.log.getSnapshot().findLast(isOverheardTokenRequest);
    notebook.knows('the traffic on the network', overheard?.request.body ?? '');
    const form = new URLSearchParams(overheard?.request.body);
    const verifier = form.get('code_verifier');
    if (!verifier) return 'All traffic was encrypted.';
    notebook.holds('the code', form.get('code') ?? '');
    notebook.holds('the verifier', verifier);
    yield;
    await redeem(victim, Object.fromEntries(form), notebook);
    return undefined;
  },
  harm: actsAsVictim,
};

/** An eavesdropped copy is a message to the attacker, and has no response. */
const isOverheardTokenRequest = (exchange: Exchange): boolean =>
  exchange.to === 'attacker' && exchange.channel === 'back' && responseOf(exchange) === undefined;
