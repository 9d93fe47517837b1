import { openDB } from 'idb';

/** Says who did what, with which result. An entry never contains a password, a code, a verifier or a token. */
export interface AuditEntry {
  atMs: number;
  by: 'authorization server' | 'MCP server' | 'REST API';
  event: string;
  subject?: string;
  clientId?: string;
  detail?: string;
}

/** The audit log of the servers. PKCE makes a stolen code useless, but only the log reports the theft. */
export interface AuditLog {
  record(entry: AuditEntry): Promise<void>;
  /** The newest entries, oldest first. */
  entries(): Promise<AuditEntry[]>;
}

const MOST_ENTRIES = 500;

export function createMemoryAuditLog(): AuditLog {
  const log: AuditEntry[] = [];
  return {
    async record(entry) {
      log.push(entry);
      if (log.length > MOST_ENTRIES) log.shift();
    },
    entries: async () => [...log],
  };
}

/** A log that all tabs share and that survives a reload. */
export async function openIndexedDbAuditLog(databaseName: string): Promise<AuditLog> {
  const database = await openDB(databaseName, 1, {
    upgrade(upgrading) {
      upgrading.createObjectStore('entries', { autoIncrement: true });
    },
  });
  return {
    async record(entry) {
      const transaction = database.transaction('entries', 'readwrite');
      const key = Number(await transaction.store.add(entry));
      await transaction.store.delete(IDBKeyRange.upperBound(key - MOST_ENTRIES));
      await transaction.done;
    },
    entries: () => database.getAll('entries'),
  };
}
