import type { ReactNode } from 'react';
import { useStore } from '../../../ui/use-store.ts';
import type { ClientMemory } from '../run/client-memory.ts';
import type { Run } from '../run/run.ts';
import type { TabStorage } from '../run/tab-storage.ts';
import { ServerTables } from './ServerTables.tsx';
import { StoredRecord } from './StoredRecord.tsx';

/** Shows what each storage contains now, and who can read the storage. */
export function StoragePane({ run }: { run: Run | undefined }) {
  if (!run) return <p className="text-soft">There is no storage to show.</p>;
  return (
    <div className="grid gap-6 text-sm">
      <StorageSection
        title="Memory of this page"
        readBy="this page, until it is left or reloaded"
        ink="text-client"
      >
        <Memory memory={run.memory} />
      </StorageSection>
      <StorageSection
        title="sessionStorage of this tab"
        readBy="every script of this page, also after a reload; no other tab, except a copy of this tab"
        ink="text-client"
      >
        <Entries storage={run.storage} />
      </StorageSection>
      <StorageSection
        title="localStorage of this origin"
        readBy="every tab and every script of this origin, until the entry is deleted"
        ink="text-browser"
      >
        <Entries storage={run.shared} />
      </StorageSection>
      <StorageSection
        title="Tables of the authorization server"
        readBy="only the authorization server, which is another machine outside this lab"
        ink="text-authorization-server"
      >
        <ServerTables tables={run.tables} />
      </StorageSection>
    </div>
  );
}

function StorageSection({
  title,
  readBy,
  ink,
  children,
}: {
  title: string;
  readBy: string;
  ink: string;
  children: ReactNode;
}) {
  return (
    <section>
      <h3 className={`text-base ${ink}`}>{title}</h3>
      <p className="mb-2 text-soft text-xs">Read by {readBy}.</p>
      {children}
    </section>
  );
}

function Memory({ memory }: { memory: ClientMemory }) {
  const accessToken = useStore(memory);
  if (accessToken === undefined) return <p className="text-soft">No access token.</p>;
  return <StoredRecord title="the session" members={[['accessToken', accessToken]]} />;
}

function Entries({ storage }: { storage: TabStorage }) {
  const entries = useStore(storage);
  if (entries.size === 0) return <p className="text-soft">Empty.</p>;
  return (
    <div className="grid gap-2">
      {[...entries].map(([key, value]) => (
        <StoredRecord key={key} title={key} members={Object.entries(Object(JSON.parse(value)))} />
      ))}
    </div>
  );
}
