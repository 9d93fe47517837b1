import type { OfflineWorldOptions } from './world.ts';

/** The address at which the app is served, without a trailing slash. The servers have paths below this address. */
export const APP_URL = new URL(import.meta.env.BASE_URL, location.origin).href.replace(/\/$/, '');

/** An authorization server, an MCP server and a REST API on the origin of the app. All tabs share their databases. */
export interface Tenant {
  /** The name of the authorization server on its own pages. */
  name: string;
  issuer: string;
  /** The URL of the MCP server. */
  resource: string;
  /** The URL of the REST API. */
  api: string;
  /** The prefix of the names of the tenant's databases. */
  databases: string;
  settings: Pick<OfflineWorldOptions, 'resourceName' | 'appRegistered' | 'policy' | 'fetchDocument'>;
}

/** The servers demand bound tokens if the app is set to use DPoP. Like `src/config.ts`, this reads the setting. */
const binding = import.meta.env.VITE_DPOP ? { dpop: 'required' as const } : {};

/** The tenant in the settings of the app. */
export const NORTHWIND: Tenant = {
  name: 'Northwind Identity',
  issuer: `${APP_URL}/idp`,
  resource: `${APP_URL}/mcp`,
  api: `${APP_URL}/api`,
  databases: '',
  settings: { policy: binding },
};

/** Here, the app registers itself or shows its metadata document, as at most servers. */
export const SOUTHWIND: Tenant = {
  name: 'Southwind Identity',
  issuer: `${APP_URL}/idp/southwind`,
  resource: `${APP_URL}/southwind/mcp`,
  api: `${APP_URL}/southwind/api`,
  databases: 'southwind-',
  settings: {
    resourceName: 'Notes at Southwind',
    appRegistered: false,
    policy: { registrationOffered: true, clientIdMetadataDocuments: true, ...binding },
    fetchDocument: (url, init) => fetch(url, init),
  },
};

/** The tenant whose authorization server has the page at `url`. */
export function tenantOf(url: string): Tenant {
  return url.startsWith(`${SOUTHWIND.issuer}/`) ? SOUTHWIND : NORTHWIND;
}
