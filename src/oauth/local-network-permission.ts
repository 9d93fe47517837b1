import { type AddressSpace, addressSpace } from './address-space.ts';

/** One name for all of it, in browsers that do not tell the two kinds apart; an alias in those that do. */
const EITHER = 'local-network-access';

/** The permission of a page for each kind of near address (Local Network Access, §3.2). */
const NAMES: Record<Exclude<AddressSpace, 'public'>, readonly string[]> = {
  loopback: ['loopback-network', EITHER],
  local: ['local-network', EITHER],
};

/**
 * Whether the browser lets this page call an address on this machine or in its network: asks for the permission of
 * that kind of address, and for the alias where the browser does not know it. Nothing is asked of the person.
 *
 * @returns `undefined` for an address that is not visibly near, and where the browser has no such permission.
 */
export async function localNetworkPermission(
  url: string,
  permissions: Pick<Permissions, 'query'> | undefined,
): Promise<PermissionState | undefined> {
  const space = addressSpace(url);
  for (const name of space === 'public' || !permissions ? [] : NAMES[space]) {
    try {
      // Newer than the list of names that TypeScript knows.
      return (await permissions?.query({ name: name as PermissionName }))?.state;
    } catch {
      // A browser rejects a name that it does not know (Permissions, §6.2).
    }
  }
  return undefined;
}
