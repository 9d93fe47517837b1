import { network } from 'virtual:msw';
import { openIndexedDbAuditLog } from './audit-log.ts';
import { openIndexedDbStore } from './authorization-server/indexed-db-store.ts';
import { createIndexedDbDpopRecords } from './dpop/records.ts';
import { createHandlers } from './handlers.ts';
import { openIndexedDbNotes } from './resource-server/notes.ts';
import { APP_URL, NORTHWIND, SOUTHWIND, type Tenant, tenantOf } from './tenants.ts';
import { createOfflineWorld, type OfflineWorld } from './world.ts';

const opened = new Map<Tenant, Promise<OfflineWorld>>();

/** The servers of a tenant. A page creates them only once. */
function open(tenant: Tenant): Promise<OfflineWorld> {
  const world = opened.get(tenant) ?? openWorld(tenant);
  opened.set(tenant, world);
  return world;
}

async function openWorld({ issuer, resource, api, databases, settings }: Tenant): Promise<OfflineWorld> {
  const [store, auditLog, notes] = await Promise.all([
    openIndexedDbStore(`${databases}idp`),
    openIndexedDbAuditLog(`${databases}idp-audit-log`),
    openIndexedDbNotes(`${databases}mcp-notes`),
  ]);
  return createOfflineWorld({
    appUrl: APP_URL,
    appName: import.meta.env.VITE_CLIENT_NAME || 'PKCE Lab',
    issuer,
    resource,
    api,
    store,
    auditLog,
    notes,
    dpopRecords: createIndexedDbDpopRecords(`${databases}dpop-records`),
    now: () => Date.now(),
    random: (octets) => crypto.getRandomValues(new Uint8Array(octets)),
    ...settings,
  });
}

/** Returns the servers of the tenant whose authorization server has the page at `url`. */
export const offlineWorldOf = (url: string): Promise<OfflineWorld> => open(tenantOf(url));

/** Connects the network of this page to the servers. Resolves when requests reach the servers. */
export async function startOfflineWorld(): Promise<void> {
  await open(NORTHWIND);
  network.configure({
    handlers: [NORTHWIND, SOUTHWIND].flatMap((tenant) => createHandlers(tenant, () => open(tenant))),
    context: { quiet: true },
    onUnhandledFrame: 'bypass',
  });
  // MSW reloads a page if it finds a worker that does not control the page, and the press of the user would be lost.
  // So this page first lets the worker take control.
  await takeControl(navigator.serviceWorker);
  await network.enable();
}

/**
 * Registers the worker, and waits until a worker controls this page. A running worker does not control a page in three
 * cases: after a reload that bypasses all caches; if the worker became active before this page asked for control; or if
 * the user has removed the worker, but another tab keeps it alive. The requests of an uncontrolled page would go to the
 * host.
 *
 * @throws Error if no worker controls this page after some tries.
 */
async function takeControl(container: ServiceWorkerContainer): Promise<void> {
  const scope = import.meta.env.BASE_URL;
  const script = new URL(`${scope}mockServiceWorker.js`, location.href).href;
  for (let tries = 0; !container.controller; tries += 1) {
    if (tries === MOST_TRIES) throw new Error('No service worker controls this page.');
    const controlled = happens(container, 'controllerchange');
    const registration = await container.getRegistration(scope);
    const worker = registration?.active ?? registration?.waiting ?? registration?.installing;
    // If the worker is already registered, a second registration would look for an update.
    // `vite/claiming-worker.ts` handles the message; a worker of another project on this origin ignores it.
    if (worker?.scriptURL === script) worker.postMessage('CLAIM_CLIENTS');
    else await container.register(script, { scope });
    await Promise.race([controlled, passed(TRY_AFTER_MS)]);
  }
}

const MOST_TRIES = 20;
const TRY_AFTER_MS = 500;
const passed = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function happens(target: EventTarget, type: string): Promise<unknown> {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
}
