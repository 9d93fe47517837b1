import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, redeem } from './stolen-code.ts';

export const refreshReplay: Attack = {
  slug: 'refresh-replay',
  title: 'Refresh token replay',
  threat:
    'A refresh token was copied: from a backup, from a shared machine, or by a script. Weeks later the thief uses it to get a new access token.',
  clause: SPEC.rotation,
  missing: ['rotation'],
  weakened: 'Refresh tokens are not replaced when they are used, and a copy is not detected.',
  harmed: 'The attacker calls tools as the victim, for as long as the refresh token lives.',
  stoppedBy: ['rotation', 'DPoP'],
  note: 'RFC 9700 §4.14.2 accepts tokens that are bound to a key of the client (DPoP, mutual TLS) in place of rotation. With DPoP, the refresh token of a public client is bound (RFC 9449 §5).',
  refusal: { file: 'mocks/authorization-server/token.ts', name: 'refresh' },
  steps: [
    { by: 'victim', does: 'Sign in completely' },
    { by: 'attacker', does: 'Copy the refresh token' },
    { by: 'victim', does: 'Continue working: refresh the token' },
    { by: 'attacker', does: 'Use the copy to get an access token' },
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

function keptRefreshToken(entries: ReadonlyMap<string, string>): string {
  const records = [...entries.values()].map((value): { refreshToken?: unknown } => Object(JSON.parse(value)));
  return String(records.find(({ refreshToken }) => refreshToken !== undefined)?.refreshToken);
}
