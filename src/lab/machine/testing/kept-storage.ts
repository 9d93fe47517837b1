/** A storage with one record under any key. */
export function keptStorage(kept: string | null = null) {
  let record = kept;
  return {
    getItem: () => record,
    setItem(_key: string, next: string) {
      record = next;
    },
    removeItem() {
      record = null;
    },
  };
}
