type Slot = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * WRONG: one slot in a storage that every tab shares; the second sign-in overwrites the first one's verifier.
 * Right, in `src/oauth/pending-authorization.ts`: one record for each state, in the storage of one tab.
 */
export function keepVerifier(state: string, verifier: string, localStorage: Slot): void {
  const createdAtMs = Date.now();
  const record = JSON.stringify({ state, verifier, createdAtMs });
  localStorage.setItem('pending-sign-in', record);
}

/** WRONG: whatever lies in the slot by now is taken for ours. */
export function takeVerifier(localStorage: Slot): string {
  const { verifier }: { verifier?: unknown } = Object(
    JSON.parse(localStorage.getItem('pending-sign-in') ?? '{}'),
  );
  return String(verifier);
}
