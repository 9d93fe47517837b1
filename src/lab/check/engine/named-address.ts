import { addressSpace, isNearer as isNearerThan } from '../../../oauth/address-space.ts';

/** An address that the document of a server names, and that the person did not name. */
export interface NamedAddress {
  url: string;
  /** The member that names the address, for example `token_endpoint`. */
  member: string;
  /** The kind of the document, in words. */
  namedBy: string;
  namedAt: string;
}

/** An address to which this page sent no request, and the reason. */
export interface SkippedAddress extends NamedAddress {
  why: 'nearer' | 'not confirmed';
  /** The IP address, if it is in a nearer network and the host name does not show this. */
  resolvesTo?: string;
}

/**
 * Whether an address is nearer than the document that names it: on the person's machine, or in a more local network.
 * This page sends nothing to such an address: otherwise a distant server could make it call services on the person's
 * machine or network (RFC 9728 §7.7). Only the host names are compared, so a public name that resolves to this machine
 * looks like any other name. Two measures cover such a name: browsers ask for a permission (Local Network Access), and
 * the person confirms every new origin with its full URL.
 */
export const isNearer = ({ url, namedAt }: Pick<NamedAddress, 'url' | 'namedAt'>): boolean =>
  isNearerThan(url, namedAt);

/** Says why this page sent no request to an address, and what to do. */
export function whySkipped({ url, member, namedAt, why, resolvesTo }: SkippedAddress): string {
  if (why === 'not confirmed') return `You did not confirm ${url}. Check the server again to confirm it.`;
  const isByName = resolvesTo === undefined || resolvesTo === new URL(url).hostname;
  const where = isByName ? addressSpace(url) : `which resolves to ${resolvesTo}`;
  return `${member} is ${url} (${where}), nearer to you than ${namedAt} (${addressSpace(namedAt)}), which names it. Nothing was sent there.`;
}

/**
 * Sorts addresses into three groups: known origins, addresses to confirm, and nearer addresses. A nearer address stays
 * in that group even if its origin is known: the person named the origin, but the document chose this address.
 */
export function sortAddresses<Named extends NamedAddress>(
  named: readonly Named[],
  mayAsk: (url: string) => boolean,
): Record<'known' | 'toConfirm' | 'nearer', Named[]> {
  const others = named.filter((address) => !isNearer(address));
  return {
    known: others.filter(({ url }) => mayAsk(url)),
    toConfirm: others.filter(({ url }) => !mayAsk(url)),
    nearer: named.filter(isNearer),
  };
}
