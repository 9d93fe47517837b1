import { type AddressSpace, addressSpace } from './address-space.ts';

/** The name in browsers with one permission for both kinds of addresses. In other browsers, it is an alias. */
const EITHER = 'local-network-access';

/** The permission of a page for each kind of near address (Local Network Access, §3.2). */
const NAMES: Record<Exclude<AddressSpace, 'public'>, readonly string[]> = {
  loopback: ['loopback-network', EITHER],
  local: ['local-network', EITHER],
};

/**
 * Whether the browser allows this page to call an address on this machine or in its network. Queries the permission for
 * that kind of address, or the alias if the browser does not know that permission. The query does not prompt the user.
 *
 * @returns `undefined` for an address that is not visibly near, or if the browser has no such permission.
 */
export async function localNetworkPermission(
  url: string,
  permissions: Pick<Permissions, 'query'> | undefined,
): Promise<PermissionState | undefined> {
  const space = addressSpace(url);
  if (space === 'public' || !permissions) return undefined;
  for (const name of NAMES[space]) {
    try {
      // The type lacks some of these names, because they are new.
      return (await permissions.query({ name: name as PermissionName })).state;
    } catch {
      // A browser rejects a name that it does not know (Permissions, §6.2).
    }
  }
  return undefined;
}
