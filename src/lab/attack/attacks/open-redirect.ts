import { destinationOf } from '../../machine/naive-client/any-destination.ts';
import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';

const LURE = 'https://attacker.example/sign-in-again';

export const openRedirect: Attack = {
  slug: 'open-redirect',
  title: 'Open redirect after signing in',
  threat:
    'A link to the honest app names the attacker’s page as the page to show after the sign-in. The victim, who has just typed a password, sees "sign in again" there, and types the password once more.',
  clause: SPEC.openRedirect,
  missing: ['own-origin return'],
  weakened: 'After a sign-in, the client goes to any address that the link named.',
  naive: {
    wrong: { file: 'lab/machine/naive-client/any-destination.ts', name: 'destinationOf' },
    right: { file: 'oauth/return-to.ts', name: 'sameOriginPath' },
  },
  harmed: 'The honest app itself brings the victim to the attacker’s page.',
  stoppedBy: ['own-origin return'],
  refusal: { file: 'oauth/return-to.ts', name: 'sameOriginPath' },
  steps: [
    { by: 'victim', does: 'Open the attacker’s link to the honest app, and sign in' },
    { by: 'victim', does: 'Let the client process the response' },
    { by: 'victim', does: 'Go where the client leads' },
  ],
  async *play({ begin, on, notebook }) {
    const victim = begin();
    notebook.knows('where the link leads after signing in', LURE);
    const response = await victim.authorize({ returnTo: LURE });
    yield;
    const returnTo = await victim.openCallback(response);
    yield;
    const target = new URL(on('own-origin return') ? returnTo : destinationOf(LURE), victim.origin);
    await victim.open(target.origin === victim.origin ? 'client' : 'attacker', target.href);
    return `The client went to ${returnTo} instead.`;
  },
  harm: (log) => log.find(({ to, request }) => to === 'attacker' && request.url === LURE),
};
