type Slot = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * WRONG: one slot in a storage that all tabs share; the second sign-in overwrites the verifier of the first.
 * Right, in `src/oauth/pending-authorization.ts`: one record for each state, in the storage of one tab.
 */
export function keepVerifier(state: string, verifier: string, localStorage: Slot): void {
  const createdAtMs = Date.now();
  const record = JSON.stringify({ state, verifier, createdAtMs });
  localStorage.setItem('pending-sign-in', record);
}

/** WRONG: the slot may hold the verifier of another sign-in by now. */
export function takeVerifier(localStorage: Slot): string {
  const { verifier }: { verifier?: unknown } = Object(
    JSON.parse(localStorage.getItem('pending-sign-in') ?? '{}'),
  );
  return String(verifier);
}
