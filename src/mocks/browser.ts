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

/** The page at `url` is a page of an authorization server. Returns the servers of its tenant. */
export function offlineWorldOf(url: string): Promise<OfflineWorld> {
  return open(tenantOf(url));
}

/** Connects the network of this page to the servers. Resolves when requests reach the servers. */
export async function startOfflineWorld(): Promise<void> {
  await open(NORTHWIND);
  network.configure({
    handlers: [NORTHWIND, SOUTHWIND].flatMap((tenant) => createHandlers(tenant, () => open(tenant))),
    context: { quiet: true },
    onUnhandledFrame: 'bypass',
  });
  // MSW reloads a page if it finds a worker that does not control the page, and the person would lose their input.
  // Another tab may register the worker just before MSW looks for it. So this page first registers the worker itself,
  // and lets it take control.
  await register(navigator.serviceWorker);
  await takeControl(navigator.serviceWorker);
  await network.enable();
  await takeControl(navigator.serviceWorker);
  if (!navigator.serviceWorker.controller) throw new Error('No service worker controls this page.');
}

async function register(container: ServiceWorkerContainer): Promise<void> {
  const scope = import.meta.env.BASE_URL;
  // If the worker is already registered, a second registration would look for an update.
  if (!(await container.getRegistration(scope))) {
    await container.register(`${scope}mockServiceWorker.js`, { scope });
  }
}

/**
 * Makes the worker control this page, if there is a worker. A running worker does not control a page after a reload
 * that bypasses all caches. Nor does a worker that has unregistered itself, but that another tab keeps alive. The
 * requests of an uncontrolled page would go to the host.
 */
async function takeControl(container: ServiceWorkerContainer): Promise<void> {
  if (container.controller) return;
  const controlled = happens(container, 'controllerchange');
  const registration = await container.getRegistration(import.meta.env.BASE_URL);
  const worker = registration?.active ?? registration?.waiting ?? registration?.installing;
  if (!worker) return;
  // `vite/claiming-worker.ts` handles this message. A new worker claims the page without a message.
  if (worker.state === 'activated') worker.postMessage('CLAIM_CLIENTS');
  // A worker of another project on this origin might not claim the page at all, so the wait is limited.
  await Promise.race([controlled, becomes(worker, 'redundant'), passed(LONGEST_WAIT_MS)]);
}

const LONGEST_WAIT_MS = 10_000;
const passed = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function happens(target: EventTarget, type: string): Promise<unknown> {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
}

async function becomes(worker: ServiceWorker, state: ServiceWorkerState): Promise<void> {
  while (worker.state !== state) await happens(worker, 'statechange');
}
