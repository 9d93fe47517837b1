import { afterFifteenMinutes } from './after-15-minutes/chapter.ts';
import type { Chapter } from './chapter.ts';
import { doINeedOAuth } from './do-i-need-oauth/chapter.ts';
import { findingTheServer } from './finding-the-server/chapter.ts';
import { howCodesLeak } from './how-codes-leak/chapter.ts';
import { outAndBack } from './out-and-back/chapter.ts';
import { rebuildIt } from './rebuild-it/chapter.ts';
import { s256OrPlain } from './s256-or-plain/chapter.ts';
import { theTrick } from './the-trick/chapter.ts';
import { tokenEndpoint } from './token-endpoint/chapter.ts';
import { whatATokenBuys } from './what-a-token-buys/chapter.ts';
import { whatPkceDoesNotFix } from './what-pkce-does-not-fix/chapter.ts';
import { whereTheVerifierLives } from './where-the-verifier-lives/chapter.ts';
import { whyNoSecret } from './why-no-secret/chapter.ts';
import { working } from './working/chapter.ts';
import { yourServer } from './your-server/chapter.ts';

/** The chapters, in the order in which they are read. */
export const chapters: readonly Chapter[] = [
  working,
  doINeedOAuth,
  whyNoSecret,
  howCodesLeak,
  theTrick,
  s256OrPlain,
  whereTheVerifierLives,
  findingTheServer,
  outAndBack,
  tokenEndpoint,
  whatATokenBuys,
  afterFifteenMinutes,
  whatPkceDoesNotFix,
  rebuildIt,
  yourServer,
];
