import type { MDXContent } from 'mdx/types';
import { type ComponentType, lazy } from 'react';
import type { ExerciseProps } from '../../machine/machine.ts';
import { contentsOf } from '../chapters/content.ts';

const proses = import.meta.glob<{ default: MDXContent }>('./*/prose.mdx');
const exercises = import.meta.glob<{ default: ComponentType<ExerciseProps> }>('./*/Exercise.tsx');

/** Returns the text and the exercise of a further chapter. Both load when the chapter is opened. */
export const contentOfFurther = contentsOf(proses, exercises, lazy);
