import type { AuditEntry, AuditLog } from '../../../mocks/audit-log.ts';
import {
  type AuthorizationServerStore,
  TABLE_KEYS,
  type TableName,
  type Tables,
} from '../../../mocks/authorization-server/store.ts';
import { createStore, type ReadableStore } from '../../../store.ts';

/** The current tables of an authorization server, row by row, and its audit log. */
export interface TablesSnapshot {
  rows: { readonly [Name in TableName]: readonly Tables[Name][] };
  /** The values of the codes and refresh tokens that were used. They must not be used again. */
  consumed: ReadonlySet<string>;
  auditLog: readonly AuditEntry[];
}

/** The database of the servers of a run, which the lab can show. A real database is private. */
export type WatchedTables = ReadableStore<TablesSnapshot>;

const EMPTY: TablesSnapshot = {
  rows: {
    clients: [],
    pushedRequests: [],
    codes: [],
    grants: [],
    refreshTokens: [],
    accessTokens: [],
    personSessions: [],
  },
  consumed: new Set(),
  auditLog: [],
};

/** Wraps a store and an audit log, and publishes what they hold. */
export function watchTables(
  store: AuthorizationServerStore,
  auditLog: AuditLog,
): { store: AuthorizationServerStore; auditLog: AuditLog; tables: WatchedTables } {
  const { getSnapshot, subscribe, set } = createStore(EMPTY);
  const change = (next: Partial<TablesSnapshot>) => set({ ...getSnapshot(), ...next });
  const keyOf = (table: TableName, record: object) => String(Reflect.get(record, TABLE_KEYS[table]));
  const rowsWithout = (table: TableName, key: string) => {
    const rows: readonly object[] = getSnapshot().rows[table];
    return rows.filter((row) => keyOf(table, row) !== key);
  };

  return {
    tables: { getSnapshot, subscribe },
    auditLog: {
      entries: auditLog.entries,
      async record(entry) {
        await auditLog.record(entry);
        change({ auditLog: await auditLog.entries() });
      },
    },
    store: {
      ...store,
      async put(table, record) {
        await store.put(table, record);
        const rows = [...rowsWithout(table, keyOf(table, record)), record];
        change({ rows: { ...getSnapshot().rows, [table]: rows } });
      },
      async delete(table, key) {
        await store.delete(table, key);
        change({ rows: { ...getSnapshot().rows, [table]: rowsWithout(table, key) } });
      },
      async consume(kind, key) {
        const first = await store.consume(kind, key);
        change({ consumed: new Set(getSnapshot().consumed).add(key) });
        return first;
      },
    },
  };
}
