import { solution as howClientsAreKnown } from '../further/how-clients-are-known/solution.ts';
import { solution as otherPatterns } from '../further/other-patterns/solution.ts';
import { solution as theStolenToken } from '../further/the-stolen-token/solution.ts';
import { solution as whatIsInAToken } from '../further/what-is-in-a-token/solution.ts';
import { solution as whichScopes } from '../further/which-scopes/solution.ts';
import { solution as whoSignedIn } from '../further/who-signed-in/solution.ts';
import type { Act } from './act.ts';
import { solution as afterFifteenMinutes } from './after-15-minutes/solution.ts';
import type { Lesson } from './chapter.ts';
import { solution as doINeedOAuth } from './do-i-need-oauth/solution.ts';
import { solution as findingTheServer } from './finding-the-server/solution.ts';
import { solution as howCodesLeak } from './how-codes-leak/solution.ts';
import { solution as outAndBack } from './out-and-back/solution.ts';
import { actsOf } from './prediction.ts';
import { solution as rebuildIt } from './rebuild-it/solution.ts';
import { solution as s256OrPlain } from './s256-or-plain/solution.ts';
import { solution as theTrick } from './the-trick/solution.ts';
import { solution as tokenEndpoint } from './token-endpoint/solution.ts';
import { solution as whatATokenBuys } from './what-a-token-buys/solution.ts';
import { solution as whatPkceDoesNotFix } from './what-pkce-does-not-fix/solution.ts';
import { solution as whereTheVerifierLives } from './where-the-verifier-lives/solution.ts';
import { solution as whyNoSecret } from './why-no-secret/solution.ts';
import { solution as working } from './working/solution.ts';
import { solution as yourServer } from './your-server/solution.ts';

export type { Act };

/** What a person does before a chapter shows its exercise. */
export const openingOf = ({ prediction }: Pick<Lesson, 'prediction'>): readonly Act[] =>
  prediction ? actsOf(prediction) : [];

/** The solution of each chapter, by slug. The app does not import these solutions. */
export const solutions: Readonly<Record<string, readonly Act[]>> = {
  'after-15-minutes': afterFifteenMinutes,
  'do-i-need-oauth': doINeedOAuth,
  'finding-the-server': findingTheServer,
  'how-clients-are-known': howClientsAreKnown,
  'how-codes-leak': howCodesLeak,
  'other-patterns': otherPatterns,
  'out-and-back': outAndBack,
  'rebuild-it': rebuildIt,
  's256-or-plain': s256OrPlain,
  'the-stolen-token': theStolenToken,
  'the-trick': theTrick,
  'token-endpoint': tokenEndpoint,
  'what-a-token-buys': whatATokenBuys,
  'what-is-in-a-token': whatIsInAToken,
  'what-pkce-does-not-fix': whatPkceDoesNotFix,
  'where-the-verifier-lives': whereTheVerifierLives,
  'which-scopes': whichScopes,
  'who-signed-in': whoSignedIn,
  'why-no-secret': whyNoSecret,
  working: working,
  'your-server': yourServer,
};
