/** The longest address of a server. A longer address breaks links and logs, and could fill the storage of this app. */
export const LONGEST_ADDRESS = 2_048;

/**
 * Says in a sentence why a text that a person typed cannot be the address of an MCP server. Returns `undefined` if the
 * text can be an address. People also paste commands and configurations, which may contain a key, so the sentence
 * quotes only an origin with its path, or a placeholder.
 */
export function problemOfServerAddress(typed: string): string | undefined {
  if (!typed) return 'Enter the address of an MCP server.';
  if (typed.length > LONGEST_ADDRESS) return tooLong(typed.length);
  const unseen = UNSEEN.exec(typed)?.[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  if (unseen !== undefined) {
    return `This address has an invisible character (U+${unseen}). Delete it, or type the address.`;
  }
  if (NO_ADDRESS.test(typed)) return problemOfOtherText(typed);
  if (WITHOUT_SCHEME.test(typed)) {
    const scheme = /^(localhost|127\.|\[::1\])/i.test(typed) ? 'http' : 'https';
    return `This address has no scheme. Write ${scheme}:// before it.`;
  }
  if (!URL.canParse(typed)) return problemOfOtherText(typed);
  const { protocol, href, hash, hostname, pathname, port, username, password } = new URL(typed);
  if (protocol !== 'https:' && protocol !== 'http:') {
    return `A client cannot call ${protocol} addresses. Use an https:// or http:// address.`;
  }
  if (hostname === 'https' || hostname === 'http')
    return 'This address has its scheme twice. Write https:// once.';
  if (username || password) {
    return 'This address contains a user name or a password. Remove it: no credentials are sent.';
  }
  if (hash) return `An address of a server ends before the #. Leave out “${hash.slice(0, 80)}”.`;
  if (hostname === '0.0.0.0' || hostname === '[::]') {
    return `A server can listen at ${hostname}, but that is not its address. On the same machine, use http://localhost${port && `:${port}`}${pathname}`;
  }
  // A browser encodes some characters of an address, so that the address may become longer.
  return href.length > LONGEST_ADDRESS ? tooLong(href.length) : undefined;
}

const NOT_COMPLETE =
  'This address is not complete. An address begins with https:// or, on this machine, http://.';

/** Invisible characters, for example at the end of a text that was copied from a web page. */
const UNSEEN = /\p{Cf}|(?!\s)\p{Cc}/u;
/** Characters that separate an address from other text. No URL contains them (RFC 3986 §2). */
const NO_ADDRESS = /[\s"'<>\\{}“”‘’]|[,;]$/;
/** A host with a dot or a port, or this machine. */
const WITHOUT_SCHEME =
  /^(?:localhost|\[[\da-f:]+\]|[\w-]+(?:\.[\w-]+)+)(?::\d+)?(?:[/?].*)?$|^[\w-]+:\d+(?:[/?].*)?$/i;

/** The problem with a text that is not only an address. */
function problemOfOtherText(typed: string): string {
  const placeholder = /https?:\/\/\S*?(<[\w .:-]{1,60}>|\{[\w .:-]{1,60}\})/i.exec(typed)?.[1];
  if (placeholder !== undefined) return `Replace the placeholder ${placeholder} in this address.`;
  const found = /https?:\/\/[^\s"'`<>\\{}“”‘’]+/i.exec(typed)?.[0].replace(/[),.;\]]+$/, '') ?? '';
  if (URL.canParse(found)) {
    const { origin, pathname } = new URL(found);
    return `This is more than an address. Enter only the address, which begins with ${origin}${pathname}`;
  }
  return /^(npx|bunx|uvx|uv|node|deno|python3?|docker)\s|"command"/.test(typed)
    ? 'This is a command and not an address. A server that its client starts as a program (stdio) has no address.'
    : NOT_COMPLETE;
}

function tooLong(characters: number): string {
  const [length, most] = [characters, LONGEST_ADDRESS].map((number) => number.toLocaleString('en'));
  return `This address is ${length} characters long. Use at most ${most}.`;
}
