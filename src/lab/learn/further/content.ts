import type { MDXContent } from 'mdx/types';
import { type ComponentType, lazy } from 'react';
import { loadEngine } from '../../machine/engine.ts';
import type { ExerciseProps } from '../../machine/machine.ts';
import { painted } from '../../machine/painted.ts';
import type { ChapterContent } from '../chapters/content.ts';

const proses = import.meta.glob<{ default: MDXContent }>('./*/prose.mdx');
const exercises = import.meta.glob<{ default: ComponentType<ExerciseProps> }>('./*/Exercise.tsx');

const opened = new Map<string, ChapterContent>();

/** Returns the text and the exercise of a further chapter. Both load when the chapter is opened. */
export function contentOfFurther(slug: string): ChapterContent {
  const known = opened.get(slug);
  if (known) return known;
  const prose = proses[`./${slug}/prose.mdx`];
  const exercise = exercises[`./${slug}/Exercise.tsx`];
  if (!prose || !exercise) throw new Error(`Chapter "${slug}" lacks its text or its exercise.`);
  const content: ChapterContent = {
    Prose: lazy(prose),
    Exercise: lazy(async () => {
      await painted();
      const [loaded] = await Promise.all([exercise(), loadEngine()]);
      return loaded;
    }),
  };
  opened.set(slug, content);
  return content;
}
