import { useSyncExternalStore } from 'react';
import type { ReadableStore } from '../store.ts';

/** Returns the value of a store. The component renders again when the value changes. */
export const useStore = <Value>({ subscribe, getSnapshot }: ReadableStore<Value>): Value =>
  useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
