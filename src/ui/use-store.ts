import { useSyncExternalStore } from 'react';
import type { ReadableStore } from '../store.ts';

/** The value of a store; the component renders again when it changes. */
export function useStore<Value>({ subscribe, getSnapshot }: ReadableStore<Value>): Value {
  return useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
}
