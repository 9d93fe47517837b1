import { readIdentification, readServers } from './session-settings.ts';

/**
 * The forker's one edit. Every setting can also come from the environment of the build, so that one source
 * serves several deployments; `.env.example` has the list, and `session-settings.ts` reads it.
 */
const env = import.meta.env;

/** Where the app is served: an origin, and the path below it that the build was made for. Ends in a slash. */
const appUrl = new URL(env.BASE_URL, location.origin).href;

/** Whether the servers run in the tab. Decided by `vite.config.ts`. */
export const OFFLINE: boolean = env.VITE_OFFLINE === 'true';

/** Whether the policy of this build lets the app call servers that a person names. Decided by `vite.config.ts`. */
export const CONNECT: boolean = env.VITE_CONNECT === 'true';

/** How this app presents itself to an MCP server that a person connects to. */
export const identification = {
  ...readIdentification(env, appUrl, OFFLINE),
  // Both are agreed on with the server that the app is made for, and with no other.
  clientId: undefined,
  scopes: undefined,
};

/** The servers that this app is made for. */
export const config = readServers(env, appUrl, OFFLINE);

/** Origins from which the picture of a person may be loaded; from any other one the app shows initials. */
export const PICTURE_ORIGINS: readonly string[] =
  env.VITE_PICTURE_ORIGINS?.split(/\s+/).filter(Boolean) ?? [];
