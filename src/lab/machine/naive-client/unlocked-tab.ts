import type { Platform } from '../../../oauth/index.ts';

/**
 * WRONG: the tab takes every record in its storage for its own, but a copied tab has the same records.
 * Right, in `src/oauth/tab-ownership.ts`: the original holds a lock, which tells the copy that it is one.
 */
export function withoutTabLock(platform: Platform): Platform {
  return { ...platform, locks: undefined };
}
