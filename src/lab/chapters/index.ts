import { afterFifteenMinutes } from './after-15-minutes/chapter.ts';
import type { Chapter } from './chapter.ts';
import { tokenEndpoint } from './token-endpoint/chapter.ts';
import { working } from './working/chapter.ts';

/** The chapters, in the order they are read. */
export const chapters: readonly Chapter[] = [working, tokenEndpoint, afterFifteenMinutes];
