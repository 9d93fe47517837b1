import { SPEC } from '../spec-references.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, redeem } from './loot.ts';

export const refreshReplay: Attack = {
  slug: 'refresh-replay',
  title: 'Refresh token replay',
  threat:
    'A refresh token was copied: a backup, a shared machine, a script that ran once. Weeks later the thief trades it for a fresh access token.',
  clause: SPEC.rotation,
  weakened: 'Refresh tokens are not replaced when they are used, and nobody notices a copy.',
  harmed: 'The attacker calls tools as the victim, for as long as the refresh token lives.',
  stoppedBy: ['rotation'],
  refusal: { file: 'mocks/authorization-server/token.ts', name: 'refresh' },
  async play({ begin, defended }) {
    const weak = { refreshTokenRotation: false, refreshReuseDetection: false };
    const victim = begin({ policy: defended ? {} : weak });
    await victim.signIn();
    const copied = keptRefreshToken(victim.storage.getSnapshot());
    await victim.session()?.refresh();
    await redeem(victim, { grant_type: 'refresh_token', refresh_token: copied });
  },
  harm: actsAsVictim,
};

/** What whoever reads this tab's storage finds. */
function keptRefreshToken(entries: ReadonlyMap<string, string>): string {
  const records = [...entries.values()].map((value): { refreshToken?: unknown } => Object(JSON.parse(value)));
  return String(records.find(({ refreshToken }) => refreshToken !== undefined)?.refreshToken);
}
