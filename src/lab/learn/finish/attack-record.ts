import { type ComponentType, createContext } from 'react';

/** Shows the results of the learner's own attacks. The view belongs to another screen; the lab's plugin provides it. */
export const AttackRecordContext = createContext<ComponentType>(() => null);
