import type { Attack } from './attack.ts';
import { clickjackedConsent } from './clickjacked-consent.ts';
import { codeInReferer } from './code-in-referer.ts';
import { codeInjection } from './code-injection.ts';
import { codeInterception } from './code-interception.ts';
import { counterfeitAudience } from './counterfeit-audience.ts';
import { csrfSignIn } from './csrf-sign-in.ts';
import { duplicatedTab } from './duplicated-tab.ts';
import { exportedKey } from './exported-key.ts';
import { mixUp } from './mix-up.ts';
import { openRedirect } from './open-redirect.ts';
import { pkceDowngrade } from './pkce-downgrade.ts';
import { plainChallenge } from './plain-challenge.ts';
import { proofsInAdvance } from './proofs-in-advance.ts';
import { redirectPrefix } from './redirect-prefix.ts';
import { refreshReplay } from './refresh-replay.ts';
import { replayedCode } from './replayed-code.ts';
import { replayedProof } from './replayed-proof.ts';
import { stolenToken } from './stolen-token.ts';
import { storageRace } from './storage-race.ts';
import { weakVerifierAttack } from './weak-verifier.ts';

export const attacks: readonly Attack[] = [
  codeInterception,
  codeInjection,
  pkceDowngrade,
  plainChallenge,
  replayedCode,
  csrfSignIn,
  mixUp,
  redirectPrefix,
  openRedirect,
  codeInReferer,
  refreshReplay,
  counterfeitAudience,
  stolenToken,
  replayedProof,
  proofsInAdvance,
  exportedKey,
  weakVerifierAttack,
  storageRace,
  duplicatedTab,
  clickjackedConsent,
];
