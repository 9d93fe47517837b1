import { criteriaOf } from '../chapters/criteria.ts';
import type { Criterion } from '../chapters/criterion.ts';
import { chapters } from '../chapters/index.ts';
import { loadFurther } from '../further/index.ts';
import { checkLog, type LogCheck } from './check-log.ts';
import type { ProvenChapter } from './evidence-file.ts';

export interface ChapterCheck {
  chapter: ProvenChapter;
  /** The question of the chapter; `undefined` for a chapter that this version does not have. */
  question: string | undefined;
  /** The chapter's own proof, read again from the messages of the file. */
  criteria: readonly Criterion[];
  checks: readonly LogCheck[];
  /** Whether this version has the chapter, every criterion is met, and no check fails. */
  holds: boolean;
}

/** Proves each chapter again from its messages, and checks that these messages agree with each other. */
export async function checkCertificate(proven: readonly ProvenChapter[]): Promise<ChapterCheck[]> {
  const found: ChapterCheck[] = [];
  for (const chapter of proven) {
    const known = chapters.find(({ slug }) => slug === chapter.slug) ?? (await loadFurther(chapter.slug));
    const { log, decisions } = chapter;
    const checks = await checkLog(log);
    const criteria = known ? criteriaOf(known, log, decisions) : [];
    found.push({
      chapter,
      question: known?.question,
      criteria,
      checks,
      holds:
        known !== undefined &&
        criteria.every(({ met }) => met) &&
        checks.every(({ result }) => result !== 'fails'),
    });
  }
  return found;
}
