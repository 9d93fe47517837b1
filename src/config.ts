import { dpop } from './oauth/index.ts';
import { readIdentification, readServers } from './session-settings.ts';

/** The only file that the owner of a fork edits. A build can also set each of the settings, see `.env.example`. */
const env = import.meta.env;

/** The address of the app: an origin, and the path that the build was made for. Ends in a slash. */
const appUrl = new URL(env.BASE_URL, location.origin).href;

/** Whether the servers run in the tab. `vite.config.ts` decides it. */
export const OFFLINE: boolean = env.VITE_OFFLINE === 'true';

/** Whether the policy of this build allows calls to servers that a user enters. `vite.config.ts` decides it. */
export const CONNECT: boolean = env.VITE_CONNECT === 'true';

/** Read in this file, so that a build without the setting leaves out DPoP. `vite/` checks the value. */
const binding = import.meta.env.VITE_DPOP
  ? { dpop: dpop(import.meta.env.VITE_DPOP === 'required' ? 'required' : 'when supported') }
  : {};

/** How this app identifies itself to an MCP server that a user connects to. */
export const identification = {
  ...readIdentification(env, appUrl, OFFLINE),
  ...binding,
  // The configured client ID and scopes are registered only with the server that the app is made for.
  clientId: undefined,
  scopes: undefined,
};

/** The servers that this app is made for. */
export const config = readServers(env, appUrl, OFFLINE, binding);

/** Origins from which the app may load the picture of a user; for any other origin it shows initials. */
export const PICTURE_ORIGINS: readonly string[] =
  env.VITE_PICTURE_ORIGINS?.split(/\s+/).filter(Boolean) ?? [];
