import { createContext } from 'react';
import { createProgress, type Progress } from './progress.ts';

/** The learner's progress, on every screen of the lab. The routes provide it; the default stores nothing. */
export const ProgressContext = createContext<Progress>(
  createProgress({ getItem: () => null, setItem() {}, removeItem() {} }),
);
