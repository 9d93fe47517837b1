import type { MDXContent } from 'mdx/types';
import { type ComponentType, lazy, memo } from 'react';
import { loadEngine } from '../../machine/engine.ts';
import type { ExerciseProps } from '../../machine/machine.ts';
import { painted } from '../../machine/painted.ts';

const proses = import.meta.glob<MDXContent>('./*/prose.mdx', { eager: true, import: 'default' });
const exercises = import.meta.glob<{ default: ComponentType<ExerciseProps> }>('./*/Exercise.tsx');

/** The text of a chapter, which is bundled, and its exercise, which loads with the engine. */
export interface ChapterContent {
  Prose: ComponentType;
  Exercise: ComponentType<ExerciseProps>;
}

/**
 * Returns a function that returns the text and the exercise of a chapter, each as one component.
 *
 * @throws Error from that function if a chapter has no text or no exercise. The unit tests catch such a chapter.
 */
export function contentsOf<Prose>(
  proses: Record<string, Prose>,
  exercises: Record<string, () => Promise<{ default: ComponentType<ExerciseProps> }>>,
  componentOf: (prose: Prose) => ComponentType,
): (slug: string) => ChapterContent {
  const opened = new Map<string, ChapterContent>();
  return (slug) => {
    const known = opened.get(slug);
    if (known) return known;
    const prose = proses[`./${slug}/prose.mdx`];
    const exercise = exercises[`./${slug}/Exercise.tsx`];
    if (!prose || !exercise) throw new Error(`Chapter "${slug}" lacks its text or its exercise.`);
    const content = {
      Prose: componentOf(prose),
      Exercise: lazy(async () => {
        await painted();
        const [loaded] = await Promise.all([exercise(), loadEngine()]);
        return loaded;
      }),
    };
    opened.set(slug, content);
    return content;
  };
}

// A text depends on nothing, so it need not render again with each message.
export const contentOf = contentsOf(proses, exercises, (prose) => memo(prose));
