import { type ComponentType, createContext } from 'react';

/**
 * Shows the results of the learner's own attacks. The component belongs to another screen, and the plugin of the lab
 * provides it.
 */
export const AttackRecordContext = createContext<ComponentType>(() => null);
