import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type AddressSpace, addressSpace } from '../../oauth/address-space.ts';

/** Finds the IP addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/** The system's resolver, which reads the hosts file as browsers do. */
export const systemResolve: Resolve = (host) => lookup(host, { all: true });

/**
 * The addresses of a run. Each name is resolved once, so that the address that is judged is the one that is connected
 * to: a server that changes its DNS in between (rebinding) gains nothing.
 */
export interface AddressBook {
  /** @throws Error of the resolver, for a name without an address. */
  addressesOf(hostname: string): Promise<readonly LookupAddress[]>;
  /** How close the host of a URL is: by its name, and by the closest of its addresses. */
  spaceOf(url: string): Promise<{ space: AddressSpace; address?: string }>;
}

const NEARNESS: readonly AddressSpace[] = ['public', 'local', 'loopback'];
const nearness = (space: AddressSpace): number => NEARNESS.indexOf(space);

export function createAddressBook(resolve: Resolve = systemResolve): AddressBook {
  const resolved = new Map<string, Promise<readonly LookupAddress[]>>();

  function addressesOf(hostname: string): Promise<readonly LookupAddress[]> {
    const host = hostname.replace(/^\[(.*)]$/, '$1');
    const family = isIP(host);
    if (family) return Promise.resolve([{ address: host, family }]);
    const known = resolved.get(host) ?? resolve(host);
    resolved.set(host, known);
    return known;
  }

  return {
    addressesOf,
    async spaceOf(url) {
      let nearest: { space: AddressSpace; address?: string } = { space: addressSpace(url) };
      const found = await addressesOf(new URL(url).hostname).catch(() => []);
      for (const { address, family } of found) {
        const space = addressSpace(`http://${family === 6 ? `[${address.replace(/%.*/, '')}]` : address}/`);
        if (nearness(space) > nearness(nearest.space)) nearest = { space, address };
      }
      return nearest;
    },
  };
}

/** Whether one address is closer to this machine than another, by what their names resolve to. */
export async function resolvesNearer(
  book: AddressBook,
  url: string,
  than: string,
): Promise<string | undefined> {
  const [one, other] = await Promise.all([book.spaceOf(url), book.spaceOf(than)]);
  if (nearness(one.space) <= nearness(other.space)) return undefined;
  return one.address ?? new URL(url).hostname;
}
