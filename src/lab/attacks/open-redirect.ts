import { SPEC } from '../spec-references.ts';
import type { Attack } from './attack.ts';
import { destinationOf } from './naive-client/any-destination.ts';

const LURE = 'https://attacker.example/sign-in-again';

export const openRedirect: Attack = {
  slug: 'open-redirect',
  title: 'Open redirect after signing in',
  threat:
    'A link to the honest app says where to go after signing in, and names a page of the attacker’s. The victim has just typed a password, sees "sign in again", and types it once more.',
  clause: SPEC.openRedirect,
  weakened: 'The client goes wherever the link says.',
  harmed: 'The honest app itself brings the victim to the attacker’s page.',
  stoppedBy: ['own-origin return'],
  refusal: { file: 'oauth/return-to.ts', name: 'sameOriginPath' },
  async play({ begin, defended }) {
    const victim = begin();
    const returnTo = await victim.receive(await victim.obtainAnswer({ returnTo: LURE }));
    const target = new URL(defended ? returnTo : destinationOf(LURE), victim.origin);
    await victim.open(target.origin === victim.origin ? 'client' : 'attacker', target.href);
    return `The client went to ${returnTo} instead.`;
  },
  harm: (log) => log.find(({ to, request }) => to === 'attacker' && request.url === LURE),
};
