import { depthOf } from '../../machine/wire/mask-json.ts';
import { MOST_EXCHANGES } from '../../machine/wire/wire-log.ts';
import type { Progress } from '../progress.ts';
import { type Evidence, evidenceFrom } from '../progress-evidence.ts';

export interface ProvenChapter extends Evidence {
  slug: string;
  atMs: number;
}

/** Thrown if a file is not evidence. The message says why. */
export class EvidenceFileError extends Error {
  override readonly name = 'EvidenceFileError';
}

const FORMAT = 'PKCE Lab evidence';
const MOST_CHARACTERS = 20_000_000;
/** An export nests eight deep. A much deeper value could not be written again, because `JSON.stringify` recurses. */
const DEEPEST = 100;
/** More chapters than the course has. Without a limit, a page would have to show many thousands of entries. */
const MOST_CHAPTERS = 100;
/** The most messages that a log holds, and so the most that an export can write for a chapter. */
const MOST_MESSAGES = MOST_EXCHANGES;

/** Writes the proven chapters, with the messages that prove them, as the text of one file: the certificate. */
export function exportedEvidence(
  progress: Pick<Progress, 'getSnapshot' | 'evidenceOf'>,
  atMs: number,
): string {
  const { proven, provenAt } = progress.getSnapshot();
  const chapters = proven.map((slug) => ({
    slug,
    provenAt: new Date(provenAt[slug] ?? 0).toISOString(),
    ...(progress.evidenceOf(slug) ?? { log: [], decisions: [] }),
  }));
  const exportedAt = new Date(atMs).toISOString();
  return JSON.stringify({ format: FORMAT, version: 1, exportedAt, chapters }, null, 2);
}

/** A file, or the data that an export would write into a file. */
export type EvidenceFile = Pick<Blob, 'size' | 'text'>;

/**
 * Reads a file as {@link importEvidence} does. A file that is certainly too long is not read, to save memory.
 *
 * @throws EvidenceFileError also for a file that the browser cannot read.
 */
export async function readEvidenceFile(file: EvidenceFile): Promise<ProvenChapter[]> {
  // A UTF-16 code unit takes at most three octets of UTF-8.
  if (file.size > 3 * MOST_CHARACTERS) {
    throw new EvidenceFileError(
      `This file has ${file.size} octets. The most that can be opened is ${3 * MOST_CHARACTERS}.`,
    );
  }
  const text = await file.text().catch(() => undefined);
  if (text === undefined) throw new EvidenceFileError('The browser could not read this file. Open it again.');
  return importEvidence(text);
}

/** Reads what {@link exportedEvidence} wrote. @throws EvidenceFileError, and nothing else, for any text. */
export function importEvidence(text: string): ProvenChapter[] {
  if (text.length > MOST_CHARACTERS) {
    throw new EvidenceFileError(
      `This file has ${text.length} characters. The most that can be opened is ${MOST_CHARACTERS}.`,
    );
  }
  const { format, version, chapters } = members(parse(text));
  if (format !== FORMAT || version !== 1) {
    throw new EvidenceFileError(
      `This file has format ${written(format)}, version ${written(version)}. Open a file with format "${FORMAT}", version 1: “Export progress” writes such a file.`,
    );
  }
  if (!Array.isArray(chapters)) throw new EvidenceFileError('The chapters of this file are not a list.');
  if (chapters.length > MOST_CHAPTERS) {
    throw new EvidenceFileError(
      `This file lists ${chapters.length} chapters. The most that can be opened is ${MOST_CHAPTERS}.`,
    );
  }
  const read = chapters.map(readChapter);
  const slugs = new Set(read.map(({ slug }) => slug));
  if (slugs.size < read.length) throw new EvidenceFileError('This file lists a chapter twice.');
  return read;
}

function parse(text: string): unknown {
  if (depthOf(text) > DEEPEST) {
    throw new EvidenceFileError(
      `This file nests lists and objects more than ${DEEPEST} deep. No export is nested so deep: open another file.`,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new EvidenceFileError('This file is not JSON.');
  }
}

function readChapter(value: unknown, index: number): ProvenChapter {
  const { slug, provenAt } = members(value);
  if (typeof slug !== 'string') throw new EvidenceFileError(`Entry ${index + 1} names no chapter.`);
  const atMs = typeof provenAt === 'string' ? Date.parse(provenAt) : Number.NaN;
  if (Number.isNaN(atMs)) throw new EvidenceFileError(`Chapter ${slug} has no time in provenAt.`);
  const { log } = members(value);
  if (Array.isArray(log) && log.length > MOST_MESSAGES) {
    throw new EvidenceFileError(
      `Chapter ${slug} has ${log.length} messages. The most that can be opened is ${MOST_MESSAGES}.`,
    );
  }
  const evidence = evidenceFrom(value);
  if (!evidence) {
    throw new EvidenceFileError(
      `A message or a decision of chapter ${slug} does not have the shape that it has in a log.`,
    );
  }
  return { slug, atMs, ...evidence };
}

const members = (value: unknown): Record<string, unknown> => Object(value);

/** Writes a value into an error message. An object is not converted: it may be deep, and have its own `toString`. */
function written(value: unknown): string {
  if (typeof value === 'string') return `"${value.slice(0, 60)}"`;
  return typeof value === 'object' && value !== null ? 'that is not text' : String(value);
}
