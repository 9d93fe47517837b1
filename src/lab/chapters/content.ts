import type { MDXContent } from 'mdx/types';
import { type ComponentType, lazy } from 'react';
import type { ExerciseProps } from '../machine.ts';

const proses = import.meta.glob<{ default: MDXContent }>('./*/prose.mdx');
const exercises = import.meta.glob<{ default: ComponentType<ExerciseProps> }>('./*/Exercise.tsx');

/** The text and the exercise of a chapter, each loaded when it is opened. */
export interface ChapterContent {
  Prose: ComponentType;
  Exercise: ComponentType<ExerciseProps>;
}

const opened = new Map<string, ChapterContent>();

/** @throws Error for a chapter without text or exercise, which the unit tests do not let through. */
export function contentOf(slug: string): ChapterContent {
  const known = opened.get(slug);
  if (known) return known;
  const prose = proses[`./${slug}/prose.mdx`];
  const exercise = exercises[`./${slug}/Exercise.tsx`];
  if (!prose || !exercise) throw new Error(`Chapter "${slug}" lacks its text or its exercise.`);
  const content = { Prose: lazy(prose), Exercise: lazy(exercise) };
  opened.set(slug, content);
  return content;
}
