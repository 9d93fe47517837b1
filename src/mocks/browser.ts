import { network } from 'virtual:msw';
import { openIndexedDbAuditLog } from './audit-log.ts';
import { openIndexedDbStore } from './authorization-server/indexed-db-store.ts';
import { createHandlers } from './handlers.ts';
import { openIndexedDbNotes } from './resource-server/notes.ts';
import { createOfflineWorld, type OfflineWorld, type OfflineWorldOptions } from './world.ts';

/** An authorization server and an MCP server of this origin, over databases that all tabs share. */
interface Place {
  /** What the authorization server calls itself on its own pages. */
  name: string;
  issuer: string;
  resource: string;
  /** Begins the names of its databases. */
  databases: string;
  settings: Pick<OfflineWorldOptions, 'resourceName' | 'appRegistered' | 'policy' | 'fetchDocument'>;
}

/** The one that the app is set up for. */
const NORTHWIND: Place = {
  name: 'Northwind Identity',
  issuer: `${location.origin}/idp`,
  resource: `${location.origin}/mcp`,
  databases: '',
  settings: {},
};

/** One that has never heard of the app, as most servers have not: it registers itself, or shows its document. */
const SOUTHWIND: Place = {
  name: 'Southwind Identity',
  issuer: `${location.origin}/idp/southwind`,
  resource: `${location.origin}/southwind/mcp`,
  databases: 'southwind-',
  settings: {
    resourceName: 'Notes at Southwind',
    appRegistered: false,
    policy: { registrationOffered: true, clientIdMetadataDocuments: true },
    fetchDocument: (url, init) => fetch(url, init),
  },
};

const opened = new Map<Place, Promise<OfflineWorld>>();

/** The servers of a place. One instance a page. */
function open(place: Place): Promise<OfflineWorld> {
  const world = opened.get(place) ?? openWorld(place);
  opened.set(place, world);
  return world;
}

async function openWorld({ issuer, resource, databases, settings }: Place): Promise<OfflineWorld> {
  const [store, auditLog, notes] = await Promise.all([
    openIndexedDbStore(`${databases}idp`),
    openIndexedDbAuditLog(`${databases}idp-audit-log`),
    openIndexedDbNotes(`${databases}mcp-notes`),
  ]);
  return createOfflineWorld({
    origin: location.origin,
    issuer,
    resource,
    store,
    auditLog,
    notes,
    now: () => Date.now(),
    random: (octets) => crypto.getRandomValues(new Uint8Array(octets)),
    ...settings,
  });
}

function placeOf(url: string): Place {
  return url.startsWith(`${SOUTHWIND.issuer}/`) ? SOUTHWIND : NORTHWIND;
}

/** The servers to which a page of an authorization server belongs. */
export function offlineWorldOf(url: string): Promise<OfflineWorld> {
  return open(placeOf(url));
}

/** What the authorization server whose page this is calls itself. */
export function nameOf(url: string): string {
  return placeOf(url).name;
}

/** Puts the servers behind the network of this page. Resolves when requests reach them. */
export async function startOfflineWorld(): Promise<void> {
  await open(NORTHWIND);
  network.configure({
    handlers: [NORTHWIND, SOUTHWIND].flatMap((place) => createHandlers(place, () => open(place))),
    context: { quiet: true },
    onUnhandledFrame: 'bypass',
  });
  await network.enable();
}
