import type { Session } from '../../index.ts';
import type { DocumentEvent, KeyValueStorage, Platform } from '../../platform.ts';
import type { TestLocks } from '../locks.ts';
import type { memoryStorage } from '../platform.ts';
import type { ServerName } from './server.ts';

/**
 * A document that is awake runs. A frozen one, one in the back/forward cache and one that is not shown yet run
 * nothing and hear no broadcast. One that is gone never runs again.
 */
export type Life = 'awake' | 'frozen' | 'cached' | 'prerendered' | 'gone';

/** What the browser still has to run in a document. Tasks of one source run in their order (HTML §8.1.7.1). */
export interface Task {
  source: string;
  run(): void;
}

/** One document of a tab, and the sessions that the app makes in it. */
export interface ModelDocument {
  readonly id: number;
  readonly tab: Tab;
  readonly platform: Platform;
  readonly sessions: Map<ServerName, Session>;
  readonly tasks: Task[];
  life: Life;
  /** The lock that it holds, on the id of its tab, once it has been told so. */
  lock: string | undefined;
  /** The servers that a sign-in to could not be begun. */
  readonly failedSignIns: Set<ServerName>;
  /** The step at which it was opened. */
  readonly openedAt: number;
  /** The step at which it was last asleep; -1 if never. */
  asleepAt: number;
  /**
   * The step at which it was last told that its lock was taken while it was asleep: until then it is as if it still
   * were. Infinite while it has not been told, -1 if it never happened.
   */
  untoldUntil: number;
  /** When its timers are due. */
  dueTimes(): number[];
  /** The timer that is due first, if one is. */
  dueTimer(): (() => void) | undefined;
  post(source: string, run: () => void): void;
  /** A broadcast of another document. */
  receive(sender: ModelDocument, data: string): void;
  hear(event: DocumentEvent, persisted?: boolean): void;
  /** A person sees it from now on. */
  show(): void;
  /** The browser lets go of what it holds. A crash may leave that to later. */
  release(): void;
}

/** A tab: its storage, and the documents that it shows, keeps for the way back, or prepares. */
export interface Tab {
  readonly id: number;
  readonly storage: ReturnType<typeof memoryStorage>;
  current?: ModelDocument | undefined;
  /** In the back/forward cache. */
  cached?: ModelDocument | undefined;
  prerendered?: ModelDocument | undefined;
  /** The page of a server that it shows instead of a document of the app. */
  away?: URL | undefined;
  /** A navigation that the browser has not committed yet. */
  leavingFor?: URL | undefined;
  /** Whether its storage was ever full: then a grant may have lived in memory alone. */
  wasFull: boolean;
  copied?: Copy | undefined;
  /**
   * The step at which it last had no document of the app that could reply to a copy: it was closed, or at a server;
   * it was loaded again in the moment in which a copy asked; or it took the lock of a document that was frozen or gone.
   * -1 if never.
   */
  emptyAt: number;
}

/** What a copied tab was copied from, and when. */
export interface Copy {
  readonly from: Tab;
  readonly atStep: number;
  /** The document that held the lock of the original then, if one did. */
  readonly holder: ModelDocument | undefined;
  /** All that the copy found in its storage. */
  readonly contents: string;
}

/** One browser: its tabs, what they share, and its clock. */
export interface Browser {
  readonly tabs: Tab[];
  readonly documents: ModelDocument[];
  readonly shared: ReturnType<typeof memoryStorage>;
  readonly locks: TestLocks;
  /** Where there are no Web Locks, a document comes back from the back/forward cache whatever happened meanwhile. */
  readonly hasLocks: boolean;
  nowMs: number;
  online: boolean;
  /** How many steps there were. */
  step: number;
  fetch(document: ModelDocument, url: string, init: RequestInit): Promise<Response>;
  navigate(document: ModelDocument, url: string): void;
  broadcast(sender: ModelDocument, data: string): void;
  randomBytes(length: number): Uint8Array<ArrayBuffer>;
  newTab(storage?: KeyValueStorage, copied?: Copy): Tab;
  open(tab: Tab, url: string, life?: Life): ModelDocument;
  /** The document runs nothing any more. */
  end(document: ModelDocument | undefined): void;
  /** The document is gone, and its locks are released. */
  discard(document: ModelDocument | undefined): void;
  /** A document in the back/forward cache that holds a lock which another one asks for is ended. */
  evict(lock: string): void;
  sleep(document: ModelDocument, life: 'frozen' | 'cached'): void;
  wake(document: ModelDocument): void;
}
