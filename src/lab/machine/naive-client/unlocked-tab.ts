import type { Platform } from '../../../oauth/index.ts';

/**
 * WRONG: the tab treats every record in its storage as its own, but a copied tab has the same records. Right, in
 * `src/oauth/tab-ownership.ts`: the original holds a lock, and a copy recognizes by this lock that it is a copy.
 */
export function withoutTabLock(platform: Platform): Platform {
  return { ...platform, locks: undefined };
}
