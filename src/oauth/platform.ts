import { OAuthError } from './errors.ts';
import { getOrInsert } from './get-or-insert.ts';

/** The part of a `Storage` that this module uses. Any call may throw (quota, blocked storage). */
export type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** The part of the Web Locks API that this module uses. */
export type Locks = Pick<LockManager, 'request'>;

/** The part of a `BroadcastChannel` that this module uses: it reaches the other tabs of this origin. */
export interface Broadcast {
  postMessage(message: string): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}

/**
 * The events of a document that this module listens to. `visible` is a `visibilitychange` that shows the document. A
 * `visibilitychange` that hides it is ignored: a browser fires it after `pagehide`, when no new work may begin.
 */
export type DocumentEvent = 'online' | 'visible' | 'pagehide' | 'pageshow';

/**
 * Everything that this module needs from the browser. One instance serves all sessions of a document. Tests supply
 * their own platform.
 */
export interface Platform {
  /** The current URL of this document. */
  href(): string;
  /** The URL to which relative addresses refer, if the page has a `<base>`. */
  baseUri?(): string;
  /** Whether this page is in a frame, where another page can steal clicks. */
  framed: boolean;
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Navigates to `url`. */
  navigate(url: string): void;
  /** Replaces the URL of this document without a navigation. */
  replaceUrl(url: string): void;
  storage: { tab: KeyValueStorage; shared: KeyValueStorage };
  /** Milliseconds since the epoch, by the clock of this device, which may be wrong. */
  now(): number;
  /** Runs `callback` after `delayMs`. @returns a function that cancels it. */
  schedule(callback: () => void, delayMs: number): () => void;
  randomBytes(length: number): Uint8Array<ArrayBuffer>;
  /** Absent if the browser has no Web Locks; then a duplicated tab is not noticed. */
  locks?: Locks | undefined;
  broadcast: Broadcast;
  /** Whether the device seems to be online. */
  online(): boolean;
  /** Resolves at once, or when a prerendered document is shown. */
  whenShown(): Promise<void>;
  /** @param listener `persisted` tells whether a `pageshow` comes from the back/forward cache. */
  listen(event: DocumentEvent, listener: (event: Event & { persisted?: boolean }) => void): void;
}

const platforms = new WeakMap<Document, Platform>();

/**
 * Returns the platform of this document. There is only one: with a second platform, the document would seem to be a
 * copy of its own tab.
 *
 * @throws OAuthError `storage_unavailable` when the browser blocks the storage of this site.
 */
export function browserPlatform(): Platform {
  return getOrInsert(platforms, document, createPlatform);
}

function createPlatform(): Platform {
  return {
    href: () => location.href,
    baseUri: () => document.baseURI,
    framed: window.top !== window,
    fetch: (url, init) => fetch(url, init),
    navigate: (url) => location.assign(url),
    replaceUrl: (url) => history.replaceState(history.state, '', url),
    storage: openStorage(),
    now: () => Date.now(),
    schedule(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    locks: navigator.locks,
    online: () => navigator.onLine,
    broadcast: openBroadcast(),
    whenShown,
    listen(event, listener) {
      if (event !== 'visible') return addEventListener(event, listener);
      document.addEventListener('visibilitychange', (change) => {
        if (!document.hidden) listener(change);
      });
    },
  };
}

/**
 * @throws OAuthError `storage_unavailable`. If storage is blocked, some browsers throw, and some web views return
 * `null`.
 */
function openStorage(): Platform['storage'] {
  let cause: unknown;
  try {
    const storage = { tab: sessionStorage, shared: localStorage };
    if (storage.tab && storage.shared) return storage;
  } catch (error) {
    cause = error;
  }
  throw new OAuthError('storage_unavailable', { cause });
}

/**
 * Some web views have no `BroadcastChannel`, or refuse to open a channel. Their tabs notice a sign-out in another tab
 * when they need a token or are shown again. Copies of these tabs are not detected.
 */
function openBroadcast(): Broadcast {
  try {
    return new BroadcastChannel('oauth');
  } catch {
    return { postMessage() {}, addEventListener() {} };
  }
}

async function whenShown(): Promise<void> {
  // Not yet in the DOM types of TypeScript.
  const { prerendering }: Document & { prerendering?: boolean } = document;
  if (prerendering) {
    await new Promise((resolve) => document.addEventListener('prerenderingchange', resolve));
  }
}
