import { type ComponentType, createContext } from 'react';

/** Shows the results of the learner's own attacks. It belongs to another screen; the plugin of the lab provides it. */
export const AttackRecordContext = createContext<ComponentType>(() => null);
