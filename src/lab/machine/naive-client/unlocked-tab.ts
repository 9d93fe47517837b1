import type { Platform } from '../../../oauth/index.ts';

/**
 * WRONG: the tab treats every record in its storage as its own, but a copied tab has the same records. Right, in
 * `src/oauth/tab-ownership.ts`: the original holds a lock. A copy asks for this lock, and the original replies that it is
 * the holder.
 */
export function withoutTabLock(platform: Platform): Platform {
  return { ...platform, locks: undefined };
}
