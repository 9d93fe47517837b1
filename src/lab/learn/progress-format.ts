/** What the browser keeps of a learner's progress, apart from the messages that prove it. */
export interface KeptProgress {
  /** When each chapter was proven, by the browser's own clock. */
  provenAt: Readonly<Record<string, number>>;
  /** The chapter that was open last. */
  open?: string | undefined;
  recalls: readonly Recall[];
  exams: readonly Exam[];
}

export interface Exam {
  seed: number;
  right: number;
  of: number;
  atMs: number;
}

/** The result of the questions that the course asks a day or a week later. */
export interface Recall {
  which: 'day' | 'week';
  /** How many of the three questions the learner answered right. */
  right: number;
  atMs: number;
}

export const EMPTY: KeptProgress = { provenAt: {}, open: undefined, recalls: [], exams: [] };

/** Reads stored progress, of this version and of the first version, which was a list of slugs. */
export function readProgress(text: string | null): { kept: KeptProgress; wasCorrupt: boolean } {
  if (text === null) return { kept: EMPTY, wasCorrupt: false };
  const kept = fromJson(text);
  return kept ? { kept, wasCorrupt: false } : { kept: EMPTY, wasCorrupt: true };
}

function fromJson(text: string): KeptProgress | undefined {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (Array.isArray(kept)) {
    if (!kept.every((slug) => typeof slug === 'string')) return undefined;
    return { ...EMPTY, provenAt: Object.fromEntries(kept.map((slug) => [slug, 0])) };
  }
  const { provenAt, open, recalls, exams }: Partial<Record<keyof KeptProgress, unknown>> = Object(kept);
  if (typeof provenAt !== 'object' || provenAt === null || Array.isArray(provenAt)) return undefined;
  const times = Object.entries(provenAt);
  if (!times.every(([, atMs]) => typeof atMs === 'number')) return undefined;
  return {
    provenAt: Object.fromEntries(times),
    open: typeof open === 'string' ? open : undefined,
    recalls: Array.isArray(recalls) ? recalls.flatMap(readRecall) : [],
    exams: Array.isArray(exams) ? exams.flatMap(readExam) : [],
  };
}

function readRecall(recall: unknown): Recall[] {
  const { which, right, atMs }: Partial<Record<keyof Recall, unknown>> = Object(recall);
  const known = (['day', 'week'] as const).find((each) => each === which);
  return known && typeof right === 'number' && typeof atMs === 'number'
    ? [{ which: known, right, atMs }]
    : [];
}

function readExam(exam: unknown): Exam[] {
  const { seed, right, of, atMs }: Partial<Record<keyof Exam, unknown>> = Object(exam);
  return typeof seed === 'number' &&
    typeof right === 'number' &&
    typeof of === 'number' &&
    typeof atMs === 'number'
    ? [{ seed, right, of, atMs }]
    : [];
}
