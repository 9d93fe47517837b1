import type { Lesson } from '../chapters/chapter.ts';

/** What the rail needs of a chapter after the fifteen; the rest loads when it is opened. */
export interface FurtherChapter extends Pick<Lesson, 'slug' | 'title' | 'question'> {
  load(): Promise<FurtherBody>;
}

/** What a chapter after the fifteen has besides its names. */
export type FurtherBody = Omit<Lesson, 'slug' | 'title' | 'question'>;
