import type { Act } from '../chapter.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = [{ press: 'Run the sign-in' }];
