/** A storage with one record, whatever its key. */
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
