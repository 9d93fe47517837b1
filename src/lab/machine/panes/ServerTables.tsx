import { TABLE_KEYS, type TableName } from '../../../mocks/authorization-server/store.ts';
import { ServerText } from '../../../ui/ServerText.tsx';
import { useStore } from '../../../ui/use-store.ts';
import type { TablesSnapshot, WatchedTables } from '../run/watched-tables.ts';
import { mask } from '../wire/mask.ts';
import { StoredRecord } from './StoredRecord.tsx';

const TABLES: readonly { table: TableName; title: string; keyIsSecret: boolean }[] = [
  { table: 'pushedRequests', title: 'Pushed requests', keyIsSecret: false },
  { table: 'codes', title: 'Codes', keyIsSecret: true },
  { table: 'grants', title: 'Grants', keyIsSecret: false },
  { table: 'accessTokens', title: 'Access tokens', keyIsSecret: false },
  { table: 'refreshTokens', title: 'Refresh tokens', keyIsSecret: true },
  { table: 'personSessions', title: 'People who are signed in', keyIsSecret: true },
  { table: 'clients', title: 'Clients', keyIsSecret: false },
];

/** What the server stores: the challenge beside the code, the grant behind the tokens, the audit log. */
export function ServerTables({ tables }: { tables: WatchedTables }) {
  const { rows, consumed, auditLog } = useStore(tables);
  return (
    <div className="grid gap-4">
      {TABLES.filter(({ table }) => table !== 'pushedRequests' || rows[table].length > 0).map(
        ({ table, title, keyIsSecret }) => (
          <section key={table}>
            <h4 className="mb-1 font-semibold text-xs">
              {title} <span className="font-normal text-soft">{rows[table].length}</span>
            </h4>
            <div className="grid gap-2">
              {recordsOf(rows, table).map(([key, record]) => (
                <StoredRecord
                  key={key}
                  title={(keyIsSecret ? mask(key) : key) + (consumed.has(key) ? ', used' : '')}
                  members={Object.entries(record)}
                />
              ))}
            </div>
          </section>
        ),
      )}
      <section>
        <h4 className="mb-1 font-semibold text-xs">
          Audit log <span className="font-normal text-soft">{auditLog.length}</span>
        </h4>
        <ol className="grid gap-1 font-mono text-xs">
          {auditLog.map(({ atMs, by, event, subject, clientId, detail }, index) => (
            // An entry keeps its index: the log only grows.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={index}>
              <ServerText
                text={[new Date(atMs).toISOString().slice(11, 19), by, event, subject, clientId, detail]
                  .filter(Boolean)
                  .join(' · ')}
                kind="value"
              />
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

function recordsOf(rows: TablesSnapshot['rows'], table: TableName): [string, object][] {
  const records: readonly object[] = rows[table];
  return records.map((record) => [String(Reflect.get(record, TABLE_KEYS[table])), record]);
}
