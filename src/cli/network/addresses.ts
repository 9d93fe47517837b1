import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type AddressSpace, addressSpace } from '../../oauth/address-space.ts';

export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/** The system's resolver, which reads the hosts file as browsers do. */
const systemResolve: Resolve = (host) => lookup(host, { all: true });

/** Resolves each name once, so that the check connects to the address that it judged (DNS rebinding). */
export interface AddressBook {
  /** @throws Error of the resolver, for a name without an address. */
  addressesOf(hostname: string): Promise<readonly LookupAddress[]>;
  /** The address spaces of the host of a URL, by its name and by its addresses. */
  spaceOf(url: string): Promise<HostSpace>;
}

/** A name may have addresses in several address spaces, and a connection may reach any of them. */
interface HostSpace {
  nearest: AddressSpace;
  /** An address that is nearer than the name suggests. */
  address?: string;
  /** The nearer of two spaces: the space of the farthest address, and the space that the name suggests. */
  farthest: AddressSpace;
}

const NEARNESS: readonly AddressSpace[] = ['public', 'local', 'loopback'];
const nearness = (space: AddressSpace): number => NEARNESS.indexOf(space);

/** The addresses of `localhost`, which browsers do not look up. A server on this machine may listen at only one of them. */
const LOCALHOST: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

export function createAddressBook(resolve: Resolve = systemResolve): AddressBook {
  const resolved = new Map<string, Promise<readonly LookupAddress[]>>();

  function addressesOf(hostname: string): Promise<readonly LookupAddress[]> {
    const host = hostname.replace(/^\[(.*)]$/, '$1');
    const family = isIP(host);
    if (family) return Promise.resolve([{ address: host, family }]);
    if (/^(.+\.)?localhost$/.test(host)) return Promise.resolve(LOCALHOST);
    const known = resolved.get(host) ?? resolve(host);
    resolved.set(host, known);
    return known;
  }

  return {
    addressesOf,
    async spaceOf(url) {
      const named = addressSpace(url);
      const found = await addressesOf(new URL(url).hostname).catch(() => []);
      const nearer = found
        .map(({ address, family }) => ({
          address,
          space: addressSpace(`http://${family === 6 ? `[${address.replace(/%.*/, '')}]` : address}/`),
        }))
        .filter(({ space }) => nearness(space) > nearness(named))
        .sort((one, other) => nearness(one.space) - nearness(other.space));
      const [first] = nearer;
      const last = nearer.at(-1);
      if (!first || !last) return { nearest: named, farthest: named };
      const farthest = nearer.length === found.length ? first.space : named;
      return { nearest: last.space, address: last.address, farthest };
    },
  };
}

/**
 * Compares the addresses that the names of two URLs resolve to: whether the first URL is nearer to this machine than
 * the other. For the other URL, the farthest address counts. Otherwise, a server on the Internet could add 127.0.0.1 to its DNS records, count as this machine, and then lead the check to any address in the user's network. No origin is
 * nearer than itself.
 *
 * @returns the address that is nearer; `undefined` if no address is.
 */
export async function resolvesNearer(
  book: AddressBook,
  url: string,
  than: string,
): Promise<string | undefined> {
  if (new URL(url).origin === new URL(than).origin) return undefined;
  const [one, other] = await Promise.all([book.spaceOf(url), book.spaceOf(than)]);
  if (nearness(one.nearest) <= nearness(other.farthest)) return undefined;
  return one.address ?? new URL(url).hostname;
}
