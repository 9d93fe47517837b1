import { createContext } from 'react';
import { createProgress, type Progress } from './progress.ts';

/** The learner's progress, which every screen of the lab shows. The routes provide it; alone it keeps nothing. */
export const ProgressContext = createContext<Progress>(
  createProgress({ getItem: () => null, setItem() {}, removeItem() {} }),
);
