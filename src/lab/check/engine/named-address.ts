import { addressSpace, isNearer as isNearerThan } from '../../../oauth/address-space.ts';

/** An address that a document of a server names, and that the person has not named. */
export interface NamedAddress {
  url: string;
  /** The member that names it, as `token_endpoint`. */
  member: string;
  /** What kind of document names it, in words. */
  namedBy: string;
  /** Where that document is. */
  namedAt: string;
}

/** An address to which nothing was sent, and why. */
export interface UnaskedAddress extends NamedAddress {
  why: 'nearer' | 'not confirmed';
}

/**
 * Whether an address is nearer to the person than the document that names it. Nothing is sent to such an address: a
 * distant server would make this page call services of the person's machine or network (RFC 9728 §7.7).
 *
 * Told from the names alone. A public name that resolves to this machine looks like any other; against that stand
 * the permission that browsers ask for (Local Network Access) and the confirmation of every new origin, which shows
 * the full URL.
 */
export const isNearer = ({ url, namedAt }: Pick<NamedAddress, 'url' | 'namedAt'>): boolean =>
  isNearerThan(url, namedAt);

/** Says why nothing was sent to an address, and what to do. */
export function whyUnasked({ url, member, namedAt, why }: UnaskedAddress): string {
  if (why === 'not confirmed') return `You did not confirm ${url}. Look at the server again to confirm it.`;
  return `${member} is ${url} (${addressSpace(url)}), nearer to you than ${namedAt} (${addressSpace(namedAt)}), which names it. Nothing was sent there.`;
}

/**
 * Sorts addresses: those of origins that may be asked already, those to be confirmed, and those that are nearer. What
 * is nearer stays so where its origin may be asked: the person named it, and not what names it now.
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
