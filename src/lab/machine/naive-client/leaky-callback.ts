/**
 * WRONG: the code stays in the address while the page is used, and a link sends the whole address as Referer.
 * Right, in `src/oauth/redirect-uri.ts`: the address is replaced before anything else runs; and the host
 * serves every page with `Referrer-Policy: no-referrer`.
 */
export function passAddressOn(link: HTMLAnchorElement): void {
  link.referrerPolicy = 'unsafe-url';
}
