import { type ComponentType, createContext } from 'react';

/**
 * What the learner's own runs of the attacks show. It belongs to another screen, and the plugin of the lab provides it.
 */
export const AttackRecordContext = createContext<ComponentType>(() => null);
