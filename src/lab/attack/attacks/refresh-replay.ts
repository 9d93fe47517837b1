import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, redeem } from './stolen-code.ts';

export const refreshReplay: Attack = {
  slug: 'refresh-replay',
  title: 'Refresh token replay',
  threat:
    'A refresh token was copied: a backup, a shared machine, a script that ran once. Weeks later the thief trades it for a fresh access token.',
  clause: SPEC.rotation,
  missing: ['rotation'],
  weakened: 'Refresh tokens are not replaced when they are used, and nobody notices a copy.',
  harmed: 'The attacker calls tools as the victim, for as long as the refresh token lives.',
  stoppedBy: ['rotation'],
  refusal: { file: 'mocks/authorization-server/token.ts', name: 'refresh' },
  steps: [
    { by: 'victim', does: 'Sign in, all the way' },
    { by: 'attacker', does: 'Copy the refresh token' },
    { by: 'victim', does: 'Go on working: refresh the token' },
    { by: 'attacker', does: 'Trade the copy for an access token' },
  ],
  async *play({ begin, notebook }) {
    const victim = begin();
    await victim.signIn();
    yield;
    const copied = keptRefreshToken(victim.storage.getSnapshot());
    notebook.holds('the refresh token', copied);
    yield;
    await victim.session()?.refresh();
    yield;
    await redeem(victim, { grant_type: 'refresh_token', refresh_token: copied }, notebook);
    return undefined;
  },
  harm: actsAsVictim,
};

/** What whoever reads this tab's storage finds. */
function keptRefreshToken(entries: ReadonlyMap<string, string>): string {
  const records = [...entries.values()].map((value): { refreshToken?: unknown } => Object(JSON.parse(value)));
  return String(records.find(({ refreshToken }) => refreshToken !== undefined)?.refreshToken);
}
