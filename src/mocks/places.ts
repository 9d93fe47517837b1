import type { OfflineWorldOptions } from './world.ts';

/** Where the app is served: its servers live on paths below it. No slash at its end. */
export const APP_URL = new URL(import.meta.env.BASE_URL, location.origin).href.replace(/\/$/, '');

/** An authorization server, an MCP server and a REST API beside the app, over databases that all tabs share. */
export interface Place {
  /** What the authorization server calls itself on its own pages. */
  name: string;
  issuer: string;
  /** The URL of the MCP server. */
  resource: string;
  /** The URL of the REST API. */
  api: string;
  /** Begins the names of its databases. */
  databases: string;
  settings: Pick<OfflineWorldOptions, 'resourceName' | 'appRegistered' | 'policy' | 'fetchDocument'>;
}

/** The one that the app is set up for. */
export const NORTHWIND: Place = {
  name: 'Northwind Identity',
  issuer: `${APP_URL}/idp`,
  resource: `${APP_URL}/mcp`,
  api: `${APP_URL}/api`,
  databases: '',
  settings: {},
};

/** One that has never heard of the app, as most servers have not: it registers itself, or shows its document. */
export const SOUTHWIND: Place = {
  name: 'Southwind Identity',
  issuer: `${APP_URL}/idp/southwind`,
  resource: `${APP_URL}/southwind/mcp`,
  api: `${APP_URL}/southwind/api`,
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
