/** A storage that has only one record, and returns it for every key. */
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
