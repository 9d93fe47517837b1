/** The longest address of a server. A longer address breaks links and logs, and could fill the storage of this app. */
export const LONGEST_ADDRESS = 2_048;

/** Says in a sentence why a text cannot be the address of an MCP server. Returns `undefined` if it can be one. */
export function problemOfServerAddress(url: string): string | undefined {
  if (!url) return 'Enter the address of an MCP server.';
  if (url.length > LONGEST_ADDRESS) {
    const [length, most] = [url.length, LONGEST_ADDRESS].map((number) => number.toLocaleString('en'));
    return `This address is ${length} characters long. Use one of at most ${most}.`;
  }
  if (!URL.canParse(url)) {
    return 'This address is not complete. An address begins with https:// or, on this machine, http://.';
  }
  const { protocol, href, hash, hostname } = new URL(url);
  if (!/^https?:$/.test(protocol)) {
    return `A page cannot talk to ${protocol} addresses. Use an https:// or http:// address.`;
  }
  if (hash) return `An address of a server ends before the #. Leave out “${hash}”.`;
  if (protocol === 'http:' && !isLoopback(hostname)) {
    return `Over http, a page may call only this machine. Use the https:// address of ${hostname}, if it has one.`;
  }
  // A browser encodes some characters of an address, so that the address may become longer.
  return href.length > LONGEST_ADDRESS ? problemOfServerAddress(href) : undefined;
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
