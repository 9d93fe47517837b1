import type { Lesson } from '../chapters/chapter.ts';

/** The parts of a further chapter that the rail needs. The other parts load when the chapter is opened. */
export interface FurtherChapter extends Pick<Lesson, 'slug' | 'title' | 'question'> {
  load(): Promise<FurtherBody>;
}

/** The parts of a further chapter that load when the chapter is opened. */
export type FurtherBody = Omit<Lesson, 'slug' | 'title' | 'question'>;
