import { network } from 'virtual:msw';
import { openIndexedDbAuditLog } from './audit-log.ts';
import { openIndexedDbStore } from './authorization-server/indexed-db-store.ts';
import { createHandlers } from './handlers.ts';
import { APP_URL, NORTHWIND, type Place, placeOf, SOUTHWIND } from './places.ts';
import { openIndexedDbNotes } from './resource-server/notes.ts';
import { createOfflineWorld, type OfflineWorld } from './world.ts';

const opened = new Map<Place, Promise<OfflineWorld>>();

/** The servers of a place. One instance a page. */
function open(place: Place): Promise<OfflineWorld> {
  const world = opened.get(place) ?? openWorld(place);
  opened.set(place, world);
  return world;
}

async function openWorld({ issuer, resource, api, databases, settings }: Place): Promise<OfflineWorld> {
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
    now: () => Date.now(),
    random: (octets) => crypto.getRandomValues(new Uint8Array(octets)),
    ...settings,
  });
}

/** The servers to which a page of an authorization server belongs. */
export function offlineWorldOf(url: string): Promise<OfflineWorld> {
  return open(placeOf(url));
}

/** Puts the servers behind the network of this page. Resolves when requests reach them. */
export async function startOfflineWorld(): Promise<void> {
  await open(NORTHWIND);
  network.configure({
    handlers: [NORTHWIND, SOUTHWIND].flatMap((place) => createHandlers(place, () => open(place))),
    context: { quiet: true },
    onUnhandledFrame: 'bypass',
  });
  // Without control, MSW would reload the page, and whatever the person has just begun there would be lost.
  await takeControl(navigator.serviceWorker);
  await network.enable();
  await takeControl(navigator.serviceWorker);
  if (!navigator.serviceWorker.controller) throw new Error('No service worker answers for this page.');
}

/**
 * Has the worker, if there is one, answer for this page. It may run and not do so: after a reload past all
 * caches, or where the page was opened after the worker had unregistered itself while another tab still kept
 * it alive. The requests of such a page would go to the host.
 */
async function takeControl(container: ServiceWorkerContainer): Promise<void> {
  if (container.controller) return;
  const controlled = happens(container, 'controllerchange');
  const registration = await container.getRegistration(import.meta.env.BASE_URL);
  const worker = registration?.active ?? registration?.waiting ?? registration?.installing;
  if (!worker) return;
  // Understood by the worker of `vite/claiming-worker.ts`. One that is still being installed claims by itself.
  if (worker.state === 'activated') worker.postMessage('CLAIM_CLIENTS');
  // Or by no one: another project's worker may have stayed behind on this origin.
  await Promise.race([controlled, becomes(worker, 'redundant'), passed(PATIENCE_MS)]);
}

const PATIENCE_MS = 10_000;
const passed = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function happens(target: EventTarget, type: string): Promise<unknown> {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
}

async function becomes(worker: ServiceWorker, state: ServiceWorkerState): Promise<void> {
  while (worker.state !== state) await happens(worker, 'statechange');
}
