/** How close to the user's machine an address is (Local Network Access, §2.1). */
export type AddressSpace = 'loopback' | 'local' | 'public';

/** An IPv4 address embedded in the last 32 bits of an IPv6 address (RFC 4291 §2.5.5, RFC 6052 §2.1). */
const EMBEDDED_IPV4 = /^\[(?:64:ff9b)?::(?:ffff:(?:0:)?)?([\da-f]+):([\da-f]+)]$/;
/** Loopback hosts, with the names in the hosts files of Linux: `ip6-localhost`, `localhost6.localdomain6`. */
const LOOPBACK = /^(0|127)\.[\d.]+$|^\[::1?]$|(^|\.)local(host|domain)\d?$|^ip6-lo\w+$/;
/**
 * Local names, and the addresses in the special-purpose registries of IANA (RFC 6890), except their blocks for public
 * services (AMT, AS112).
 * - IPv4: these registries, and multicast.
 * - IPv6: only 2000::/3 is global unicast (RFC 4291 §2.4), except its blocks for protocol assignments and documentation
 *   (RFC 3849, RFC 9637) and for the tunnels 6to4 and Teredo, which carry IPv4 addresses of any kind (RFC 3056, RFC
 *   4380).
 * - Names: a single label, or a name under a top-level domain that the public DNS does not have (RFC 6762; ICANN:
 *   internal) or reserves for infrastructure (RFC 3172, RFC 8375).
 */
const LOCAL =
  /^(10|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|169\.254|172\.(1[6-9]|2\d|3[01])|192\.(168|0\.[02]|88\.99)|198\.(1[89]|51\.100)|203\.0\.113|2(2[4-9]|[345]\d))\.[\d.]+$|^\[((?![23]\w{3}:)|200(2|1:(1?\w{0,2}|db8)):|3fff:\w{0,3}:)|^[^.[]*$|\.(local(net|test)?|internal|intranet|private|corp|arpa|home|lan|test)$/;

const NEARNESS: readonly AddressSpace[] = ['public', 'local', 'loopback'];

/** Whether `url` has an {@link addressSpace} that is closer to the user's machine than the address space of `than`. */
export function isNearer(url: string, than: string): boolean {
  return NEARNESS.indexOf(addressSpace(url)) > NEARNESS.indexOf(addressSpace(than));
}

/**
 * Classifies a URL by the text of its host alone. Callers use the class to keep a distant server from steering requests
 * to a closer server. A public name may resolve to a local address. A page cannot see this, but the browser can, and
 * asks the user for permission (Local Network Access). So `public` means "not visibly local".
 *
 * @throws TypeError when `url` is not an absolute URL.
 */
export function addressSpace(url: string): AddressSpace {
  // The URL parser turns octal, hexadecimal and short forms of IPv4 into dotted decimals.
  const host = new URL(url).hostname
    .replace(/\.{1,9}$/, '')
    .replace(EMBEDDED_IPV4, (_, high, low) => new URL(`http://0x${high}${low.padStart(4, '0')}`).hostname);
  if (LOOPBACK.test(host)) return 'loopback';
  return LOCAL.test(host) ? 'local' : 'public';
}
