import { readClientMetadata } from './client-metadata.ts';
import type { Context } from './context.ts';
import { parseJsonObject } from './parameters.ts';
import { noteRegistration } from './register.ts';
import type { Rejection } from './rejections.ts';
import type { RegisteredClient } from './store.ts';

/** How long this server caches a document. */
const BELIEVED_MS = 5 * 60_000;
const LARGEST_DOCUMENT = 5 * 1024;
const LONGEST_WAIT_MS = 5_000;

/**
 * Finds a client by its ID. If the policy allows this, the ID may be the address of a document that describes the
 * client (draft-ietf-oauth-client-id-metadata-document). Any other client has to be registered.
 */
export async function findClient(context: Context, clientId: string): Promise<RegisteredClient | Rejection> {
  const known = await context.store.get('clients', clientId);
  if (known && (known.metadataExpiresAtMs ?? Number.POSITIVE_INFINITY) > context.now()) return known;
  if (!context.policy.clientIdMetadataDocuments || !clientId.includes(':')) {
    return { reason: 'unknown client' };
  }
  const client = await readDocument(context, clientId);
  if ('reason' in client) return client;
  await context.store.put('clients', client);
  if (!known) await noteRegistration(context, client);
  return client;
}

async function readDocument(context: Context, address: string): Promise<RegisteredClient | Rejection> {
  const text = mayFetch(address)
    ? await fetchText(context, address)
    : ({ reason: 'client metadata address refused' } as const);
  if (typeof text !== 'string') return text;
  const json = parseJsonObject(text);
  if (!json) return notAccepted('the document as a whole');
  // A document with another `client_id` is a copy of another client's document.
  if (json.client_id !== address) return notAccepted('client_id');
  // Anyone can read the document, so a secret in it is not secret.
  if (json.client_secret !== undefined) return notAccepted('client_secret');
  const metadata = readClientMetadata(json, 'none');
  if ('reason' in metadata) return notAccepted('member' in metadata ? metadata.member : 'redirect_uris');
  if (metadata.tokenEndpointAuthMethod !== 'none') return notAccepted('token_endpoint_auth_method');
  const { applicationType: _, ...known } = metadata;
  return {
    ...known,
    clientId: address,
    registration: 'metadata document',
    metadataExpiresAtMs: context.now() + BELIEVED_MS,
  };
}

function notAccepted(member: string): Rejection {
  return { reason: 'client metadata document not accepted', member };
}

/**
 * Whether this server may fetch an address: it must be an https address with a path, spelled as a URL parser spells it.
 * The host must be public, so that a client cannot reach into this server's network.
 */
function mayFetch(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, pathname, username, password, href } = new URL(address);
  return (
    href === address &&
    protocol === 'https:' &&
    pathname !== '/' &&
    !username &&
    !password &&
    !address.includes('#') &&
    isPublic(hostname)
  );
}

/** Multicast addresses, and the special-purpose blocks of IPv4 (RFC 6890), except blocks of public services. */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
].map((block) => {
  const [address = '', length] = block.split('/');
  return bitsOf(address).slice(0, Number(length));
});
/** 2000::/3 without protocol assignments, documentation and 6to4. A 6to4 address can contain any IPv4 address. */
const PUBLIC_IPV6 = /^\[(?!2001:(?:1?[\da-f]{0,2}|db8):|2002:|3fff:[\da-f]{0,3}:)[23][\da-f]{3}:/;
const LOCAL_NAME =
  /(^|\.)(localhost|localdomain|local|internal|intranet|private|corp|home|lan|test|arpa)\.?$/;

/**
 * Refuses names of this machine or its network, and addresses outside the public ranges. A URL parser has already
 * turned every spelling of an IPv4 address into dotted decimals. This function does not resolve names, so a name may
 * still lead to a private address. A real server also has to check the address to which it connects.
 */
function isPublic(hostname: string): boolean {
  if (hostname.startsWith('[')) return PUBLIC_IPV6.test(hostname);
  if (!/^[\d.]+$/.test(hostname)) return hostname.includes('.') && !LOCAL_NAME.test(hostname);
  return !SPECIAL_IPV4.some((block) => bitsOf(hostname).startsWith(block));
}

function bitsOf(address: string): string {
  return address
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
}

async function fetchText(context: Context, address: string): Promise<string | Rejection> {
  try {
    const response = await context.fetchDocument(address, {
      headers: { Accept: 'application/json' },
      credentials: 'omit',
      // A redirect could lead to an address that `mayFetch` refuses.
      redirect: 'manual',
      signal: AbortSignal.timeout(LONGEST_WAIT_MS),
    });
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      return { reason: 'client metadata document redirects' };
    }
    if (response.status !== 200) return { reason: 'client metadata document unreachable' };
    return (await readUpTo(response, LARGEST_DOCUMENT)) ?? { reason: 'client metadata document too large' };
  } catch {
    return { reason: 'client metadata document unreachable' };
  }
}

/** Reads a body. Returns `undefined` as soon as it has received too many octets, and ignores the Content-Length. */
async function readUpTo(response: Response, octets: number): Promise<string | undefined> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = '';
  let left = octets;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    left -= part.value.byteLength;
    if (left < 0) {
      await reader?.cancel();
      return undefined;
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
