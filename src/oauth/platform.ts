import { OAuthError } from './errors.ts';

/** The part of a `Storage` that this module uses. Any call may throw (quota, blocked storage). */
export type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** The part of the Web Locks API that this module uses. */
export type Locks = Pick<LockManager, 'request'>;

/** The part of a `BroadcastChannel` that this module uses: it reaches the other tabs of this origin. */
export interface Broadcast {
  postMessage(message: string): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}

/** What the protocol hears of a document: the network is back, the person looks away or back, it is left, it is shown. */
export type DocumentEvent = 'online' | 'visibilitychange' | 'pagehide' | 'pageshow';

/**
 * Everything the protocol needs from the world around it: one for a document, however many sessions it has.
 * Tests inject it; a recorder wraps it. The core knows nothing of either.
 */
export interface Platform {
  /** The address of this document, as it stands now. */
  href(): string;
  /** Whether another page shows this one in a frame, where a click can be stolen. */
  framed: boolean;
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Leaves this document for `url`. */
  navigate(url: string): void;
  /** Replaces the address of this document without loading anything. */
  replaceUrl(url: string): void;
  storage: { tab: KeyValueStorage; shared: KeyValueStorage };
  /** Milliseconds since the epoch, by this device's clock: a hint, never an authority. */
  now(): number;
  /** Runs `callback` after `delayMs`. @returns a function that cancels it. */
  schedule(callback: () => void, delayMs: number): () => void;
  randomBytes(length: number): Uint8Array<ArrayBuffer>;
  /** Missing where the browser has no Web Locks; then a duplicated tab is not noticed. */
  locks?: Locks | undefined;
  broadcast: Broadcast;
  /** Whether the device believes it has a network. */
  online(): boolean;
  /** Resolves once a person can see this document: at once, unless the browser prerenders it. */
  whenShown(): Promise<void>;
  /** @param listener told whether the document comes back from the back/forward cache (`pageshow`). */
  listen(event: DocumentEvent, listener: (event: Event & { persisted?: boolean }) => void): void;
}

/**
 * The platform of a browser tab.
 *
 * @throws OAuthError `storage_unavailable` when the browser blocks `sessionStorage` for this site.
 */
export function browserPlatform(): Platform {
  return {
    href: () => location.href,
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
    broadcast: new BroadcastChannel('oauth'),
    whenShown,
    listen: (event, listener) => addEventListener(event, listener),
  };
}

/** @throws OAuthError: some browsers throw, some web views hand out `null`. */
function openStorage(): Platform['storage'] {
  try {
    const storage = { tab: sessionStorage, shared: localStorage };
    if (storage.tab && storage.shared) return storage;
  } catch (cause) {
    throw new OAuthError('storage_unavailable', { cause });
  }
  throw new OAuthError('storage_unavailable');
}

async function whenShown(): Promise<void> {
  // Newer than the DOM types that TypeScript brings.
  if ('prerendering' in document && document.prerendering) {
    await new Promise((resolve) => document.addEventListener('prerenderingchange', resolve));
  }
}
