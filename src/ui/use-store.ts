import { useSyncExternalStore } from 'react';
import type { ReadableStore } from '../store.ts';

/** Returns the value of a store. The component renders again when the value changes. */
export function useStore<Value>({ subscribe, getSnapshot }: ReadableStore<Value>): Value {
  return useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
}
