import type { Platform } from '../../../oauth/index.ts';

/**
 * WRONG: whatever lies in the storage of this tab is taken for its own, though a copied tab has it as well.
 * Right, in `src/oauth/tab-ownership.ts`: a lock that the original holds tells the copy that it is one.
 */
export function withoutTabLock(platform: Platform): Platform {
  return { ...platform, locks: undefined };
}
