/** A value that can be read now and watched. */
export interface ReadableStore<Value> {
  getSnapshot(): Value;
  /** @returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
}

/** A value that its owner changes. */
export interface Store<Value> extends ReadableStore<Value> {
  set(value: Value): void;
}

/** Holds a value, and calls every listener after each change. Its functions need no `this`. */
export function createStore<Value>(initial: Value): Store<Value> {
  const listeners = new Set<() => void>();
  let current = initial;
  return {
    getSnapshot: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(value) {
      current = value;
      for (const listener of listeners) listener();
    },
  };
}
