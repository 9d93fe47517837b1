import type { Session } from '../../index.ts';
import type { DocumentEvent, KeyValueStorage, Platform } from '../../platform.ts';
import type { TestLocks } from '../locks.ts';
import type { memoryStorage } from '../platform.ts';
import type { KeyDatabase } from './key-database.ts';
import type { ServerName } from './server.ts';

/** Only an awake document runs and receives broadcasts. A document that is gone never runs again. */
export type Life = 'awake' | 'frozen' | 'cached' | 'prerendered' | 'gone';

/** A task of a document. Tasks of one source run in order (HTML §8.1.7.1). */
interface Task {
  source: string;
  run(): void;
}

export interface ModelDocument {
  readonly id: number;
  readonly tab: Tab;
  readonly platform: Platform;
  readonly sessions: Map<ServerName, Session>;
  readonly tasks: Task[];
  life: Life;
  /** The lock on the id of the tab, once the callback of the lock has run. */
  lock: string | undefined;
  /** The servers for which a sign-in could not start. */
  readonly failedSignIns: Set<ServerName>;
  /** The step at which the document was opened. */
  readonly openedAt: number;
  /** The step at which the document was last put to sleep or woken; -1 if never. */
  asleepAt: number;
  /** When the document learned that its lock was stolen in its sleep; infinite if not yet, and -1 if never stolen. */
  untoldUntil: number;
  /** When the timers of the document are due. */
  dueTimes(): number[];
  /** The first timer that is due, if any. */
  dueTimer(): (() => void) | undefined;
  post(source: string, run: () => void): void;
  /** Receives a broadcast of another document. */
  receive(sender: ModelDocument, data: string): void;
  hear(event: DocumentEvent, persisted?: boolean): void;
  show(): void;
  /** Releases the locks of the document. After a crash, the browser may do that later. */
  release(): void;
}

/** A tab: its storage, and its current, cached and prerendered documents. */
export interface Tab {
  readonly id: number;
  readonly storage: ReturnType<typeof memoryStorage>;
  current?: ModelDocument | undefined;
  /** The document in the back/forward cache. */
  cached?: ModelDocument | undefined;
  prerendered?: ModelDocument | undefined;
  /** The URL of the page of a server, while the tab shows such a page. */
  away?: URL | undefined;
  /** The URL of a navigation that is not committed yet. */
  leavingFor?: URL | undefined;
  /** Whether the storage of the tab was ever full, so that a grant may exist only in memory. */
  wasFull: boolean;
  copied?: Copy | undefined;
  /**
   * The last step at which the tab had no document that could reply to a copy, or -1. At that step, the tab was closed,
   * showed a page of a server, was being reloaded, or had stolen the lock of a document that was frozen or gone.
   */
  emptyAt: number;
}

/** Where a copied tab comes from. */
interface Copy {
  readonly from: Tab;
  readonly atStep: number;
  /** The document that held the lock of the original when the tab was copied. */
  readonly holder: ModelDocument | undefined;
  /** The copied contents of the storage. */
  readonly contents: string;
}

/** One browser: its tabs, the state that they share, and its clock. */
export interface Browser {
  readonly tabs: Tab[];
  readonly documents: ModelDocument[];
  readonly shared: ReturnType<typeof memoryStorage>;
  readonly locks: TestLocks;
  readonly keys: KeyDatabase;
  /** Without Web Locks, no document is evicted from the back/forward cache. */
  readonly hasLocks: boolean;
  /** Whether a document in the back/forward cache keeps its lock, as in WebKit. Otherwise it is evicted. */
  readonly keepsLocks: boolean;
  nowMs: number;
  online: boolean;
  step: number;
  /** The last step at which `localStorage` was cleared; -1 if never. */
  clearedAt: number;
  fetch(document: ModelDocument, url: string, init: RequestInit): Promise<Response>;
  navigate(document: ModelDocument, url: string): void;
  broadcast(sender: ModelDocument, data: string): void;
  randomBytes(length: number): Uint8Array<ArrayBuffer>;
  newTab(storage?: KeyValueStorage, copied?: Copy): Tab;
  open(tab: Tab, url: string, life?: Life): ModelDocument;
  /** Ends a document: it never runs again. */
  end(document: ModelDocument | undefined): void;
  /** Ends a document and releases its locks. */
  discard(document: ModelDocument | undefined): void;
  /** Ends a document in the back/forward cache that holds a lock for which another document waits. */
  evict(lock: string): void;
  sleep(document: ModelDocument, life: 'frozen' | 'cached'): void;
  wake(document: ModelDocument): void;
}
