import type { OfflineWorldOptions } from './world.ts';

/** Where the app is served: both servers live on paths below it. No slash at its end. */
export const APP_URL = new URL(import.meta.env.BASE_URL, location.origin).href.replace(/\/$/, '');

/** An authorization server and an MCP server beside the app, over databases that all tabs share. */
export interface Place {
  /** What the authorization server calls itself on its own pages. */
  name: string;
  issuer: string;
  resource: string;
  /** Begins the names of its databases. */
  databases: string;
  settings: Pick<OfflineWorldOptions, 'resourceName' | 'appRegistered' | 'policy' | 'fetchDocument'>;
}

/** The one that the app is set up for. */
export const NORTHWIND: Place = {
  name: 'Northwind Identity',
  issuer: `${APP_URL}/idp`,
  resource: `${APP_URL}/mcp`,
  databases: '',
  settings: {},
};

/** One that has never heard of the app, as most servers have not: it registers itself, or shows its document. */
export const SOUTHWIND: Place = {
  name: 'Southwind Identity',
  issuer: `${APP_URL}/idp/southwind`,
  resource: `${APP_URL}/southwind/mcp`,
  databases: 'southwind-',
  settings: {
    resourceName: 'Notes at Southwind',
    appRegistered: false,
    policy: { registrationOffered: true, clientIdMetadataDocuments: true },
    fetchDocument: (url, init) => fetch(url, init),
  },
};

/** Where a page of an authorization server belongs. */
export function placeOf(url: string): Place {
  return url.startsWith(`${SOUTHWIND.issuer}/`) ? SOUTHWIND : NORTHWIND;
}
