/** The longest address of a server: longer ones break links and logs on their way, and would fill what this app keeps. */
export const LONGEST_ADDRESS = 2_048;

/** Why the text is no address of an MCP server, in a sentence; `undefined` where it is one. */
export function problemOfServerAddress(url: string): string | undefined {
  if (!url) return 'Enter the address of an MCP server.';
  if (url.length > LONGEST_ADDRESS) {
    const [length, most] = [url.length, LONGEST_ADDRESS].map((number) => number.toLocaleString('en'));
    return `This address is ${length} characters long. Use one of at most ${most}.`;
  }
  if (!URL.canParse(url)) {
    return 'This is not a whole address. It begins with https:// or, on this machine, http://.';
  }
  const { protocol, href, hash, hostname } = new URL(url);
  if (!/^https?:$/.test(protocol)) {
    return `A page cannot talk to ${protocol} addresses. Use an https:// or http:// address.`;
  }
  if (hash) return `An address of a server ends before the #. Leave out “${hash}”.`;
  if (protocol === 'http:' && !isLoopback(hostname)) {
    return `Over http, a page may call this machine alone. Use the https:// address of ${hostname}, if it has one.`;
  }
  // A browser writes an address its own way, which may be three times as long.
  return href.length > LONGEST_ADDRESS ? problemOfServerAddress(href) : undefined;
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
