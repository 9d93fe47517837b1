import { network } from 'virtual:msw';
import { openIndexedDbAuditLog } from './audit-log.ts';
import { openIndexedDbStore } from './authorization-server/indexed-db-store.ts';
import { createHandlers } from './handlers.ts';
import { openIndexedDbNotes } from './resource-server/notes.ts';
import { createOfflineWorld, type OfflineWorld } from './world.ts';

let world: Promise<OfflineWorld> | undefined;

/** The two servers of this origin, over databases that all tabs share. One instance a page. */
export function offlineWorld(): Promise<OfflineWorld> {
  world ??= openWorld();
  return world;
}

async function openWorld(): Promise<OfflineWorld> {
  const [store, auditLog, notes] = await Promise.all([
    openIndexedDbStore('idp'),
    openIndexedDbAuditLog('idp-audit-log'),
    openIndexedDbNotes('mcp-notes'),
  ]);
  return createOfflineWorld({
    origin: location.origin,
    store,
    auditLog,
    notes,
    now: () => Date.now(),
    random: (octets) => crypto.getRandomValues(new Uint8Array(octets)),
  });
}

/** Puts the two servers behind the network of this page. Resolves when requests reach them. */
export async function startOfflineWorld(): Promise<void> {
  network.configure({
    handlers: createHandlers(await offlineWorld()),
    context: { quiet: true },
    onUnhandledFrame: 'bypass',
  });
  await network.enable();
}
