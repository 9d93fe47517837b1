import { eavesdrop } from '../../machine/run/eavesdrop.ts';
import { SPEC } from '../../machine/spec-references.ts';
import { answerOf, type Exchange } from '../../machine/wire/exchange.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, redeem } from './stolen-code.ts';

export const replayedCode: Attack = {
  slug: 'replayed-code',
  title: 'Replayed code',
  threat:
    'A proxy that opens TLS, or a server that logs bodies, has the whole token request: code and verifier. Sent again within a minute it is the same request.',
  clause: SPEC.codeOnce,
  missing: ['one-use codes'],
  overcome: ['TLS'],
  weakened: 'The server lets a code be used as often as one likes.',
  harmed: 'The attacker calls tools as the victim.',
  stoppedBy: ['one-use codes', 'TLS'],
  refusal: { file: 'mocks/authorization-server/token.ts', name: 'exchange' },
  steps: [
    { by: 'victim', does: 'Sign in, all the way' },
    { by: 'attacker', does: 'Read the token request on the line' },
    { by: 'attacker', does: 'Send it again' },
  ],
  async *play({ begin, on, log, notebook }) {
    const onTheWay = eavesdrop(log, { server: 'authorization server', tls: on('TLS') });
    const victim = begin({ middleware: [onTheWay] });
    await victim.signIn();
    yield;
    const overheard = victim.log.getSnapshot().findLast(isTokenRequestOnTheLine);
    notebook.knows('what passed on the line', overheard?.request.body ?? '');
    const form = new URLSearchParams(overheard?.request.body);
    const verifier = form.get('code_verifier');
    if (!verifier) return 'All that passed on the line was sealed.';
    notebook.holds('the code', form.get('code') ?? '');
    notebook.holds('the verifier', verifier);
    yield;
    await redeem(victim, Object.fromEntries(form), notebook);
    return undefined;
  },
  harm: actsAsVictim,
};

/** What an eavesdropper copies is the newest message to them that nobody answered. */
function isTokenRequestOnTheLine(exchange: Exchange): boolean {
  return exchange.to === 'attacker' && exchange.channel === 'back' && answerOf(exchange) === undefined;
}
