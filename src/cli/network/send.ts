import type { LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { AddressBook } from './addresses.ts';
import { NetworkFailure, type Send, type WireResponse } from './wire.ts';

/** The limit of Chromium for the headers of a response. */
const MOST_HEADER_OCTETS = 256 * 1024;

/**
 * Sends each request over HTTP/1.1, on a new connection that closes after the response. Connects only to addresses from
 * the address book. Follows no redirect, keeps no cookie, and uses no proxy.
 */
export function createSend(book: AddressBook): Send {
  return async ({ method, url, headers, body }, signal) => {
    const { protocol, hostname } = new URL(url);
    const addresses = await book.addressesOf(hostname).catch((error: unknown) => {
      throw new NetworkFailure(reasonOf(error, hostname), { cause: error });
    });
    const request = protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise<WireResponse>((resolve, reject) => {
      const sent = request(url, {
        method,
        signal,
        agent: false,
        // Overrides NODE_TLS_REJECT_UNAUTHORIZED: a browser refuses an invalid certificate, so the check does, too.
        rejectUnauthorized: true,
        maxHeaderSize: MOST_HEADER_OCTETS,
        headers: {
          'User-Agent': 'pkce-lab',
          ...headers,
          'Accept-Encoding': ACCEPTED,
          ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) }),
        },
        lookup(_host, options, callback) {
          if (options.all) callback(null, [...addresses]);
          else giveOne(addresses, callback);
        },
      });
      sent.on('error', (error) => reject(new NetworkFailure(reasonOf(error, hostname), { cause: error })));
      sent.on('response', (message) => {
        try {
          resolve(responseOf(message));
        } catch (error) {
          message.destroy();
          reject(error instanceof NetworkFailure ? error : new NetworkFailure(NOT_HTTP_1, { cause: error }));
        }
      });
      sent.on('upgrade', (_response, socket) => {
        socket.destroy();
        reject(new NetworkFailure(SWITCHES));
      });
      // Settles the promise, no matter how the connection ends. After a response, this has no effect.
      sent.on('close', () => reject(new NetworkFailure(CLOSED)));
      sent.end(body);
    });
  };
}

function giveOne(
  addresses: readonly LookupAddress[],
  callback: (error: NodeJS.ErrnoException | null, address: string, family?: number) => void,
): void {
  const [first] = addresses;
  if (first) callback(null, first.address, first.family);
  else callback(Object.assign(new Error('No address'), { code: 'ENOTFOUND' }), '');
}

/** Node 20 lacks zstd, which Chromium accepts. */
const HAS_ZSTD = 'createZstdDecompress' in zlib;
const ACCEPTED = `gzip, deflate, br${HAS_ZSTD ? ', zstd' : ''}`;
/** A window of 8 MiB (RFC 9659 §3), the limit of Chromium. The limit of Node is 128 MiB. */
const ZSTD = { params: { [zlib.constants.ZSTD_d_windowLogMax]: 23 } };
const DECODERS: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', zlib.createGunzip],
  ['x-gzip', zlib.createGunzip],
  ['deflate', zlib.createInflate],
  ['br', zlib.createBrotliDecompress],
  ...(HAS_ZSTD ? [['zstd', () => zlib.createZstdDecompress(ZSTD)] as const] : []),
]);
/** A server has no use for more codings of one body, and each decoder takes memory. */
const MOST_CODINGS = 3;

const WITHOUT_BODY = [204, 205, 304];

/**
 * @throws TypeError for a header that is not valid.
 * @throws NetworkFailure for status 101, and for a status that HTTP does not define (RFC 9110 §15) and `Response` does
 * not accept.
 */
function responseOf(message: IncomingMessage): WireResponse {
  const headers = new Headers();
  const { rawHeaders, statusCode: status = 0 } = message;
  if (status === 101) throw new NetworkFailure(SWITCHES);
  if (status < 200 || status > 599) {
    throw new NetworkFailure(`Its status is ${status}. HTTP has only 100 to 599.`);
  }
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  }
  if (WITHOUT_BODY.includes(status)) {
    message.destroy();
    return { status, headers, body: null };
  }
  return { status, headers, body: bodyOf(message, headers.get('Content-Encoding')) };
}

/** Reads only what the consumer asks for, so that a body that is endless, or unpacks to gigabytes, does no harm. */
function bodyOf(message: IncomingMessage, coding: string | null): ReadableStream<Uint8Array<ArrayBuffer>> {
  // An error before the first read, such as an abort, is thrown by that read.
  message.on('error', ignore);
  const chunks = chunksOf(message, coding);
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const { done, value } = await chunks.next();
          if (done) controller.close();
          else controller.enqueue(new Uint8Array(Buffer.from(value)));
        } catch (error) {
          message.destroy();
          controller.error(new NetworkFailure(whyBroken(error, coding), { cause: error }));
        }
      },
      cancel() {
        message.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Decodes at the first read, so that an unread body cannot fail. */
async function* chunksOf(message: IncomingMessage, coding: string | null): AsyncGenerator<Uint8Array, void> {
  const [first, ...more] = decodersFor(coding) ?? [];
  if (!first) return yield* message;
  let isEmpty = true;
  async function* packed(source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      isEmpty = false;
      yield chunk;
    }
  }
  try {
    let decoded: Transform = pipeline(message, packed, first, ignore);
    for (const decoder of more) decoded = pipeline(decoded, decoder, ignore);
    yield* decoded;
  } catch (error) {
    // An empty body stays empty with any coding.
    if (!message.complete || !isEmpty) throw error;
  }
}

/** The decoders of a body, the last coding first (RFC 9110 §8.4); `undefined` if one of its codings is unknown. */
function decodersFor(coding: string | null): Transform[] | undefined {
  const codings = (coding ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name && name !== 'identity');
  const known = codings.map((name) => DECODERS.get(name)).filter((decode) => decode !== undefined);
  if (known.length < codings.length || known.length > MOST_CODINGS) return undefined;
  // The reader of the decoder receives the errors of the decoder. After a cancellation, there is no reader, so this
  // listener ignores the errors.
  return known.reverse().map((decode) => decode().on('error', ignore));
}

/** Distinguishes a body that ends too early from a body that is not in its coding. */
function whyBroken(error: unknown, coding: string | null): string {
  const { code }: { code?: unknown } = Object(error);
  return coding !== null && /^(Z_DATA_ERROR|ERR__ERROR_FORMAT|ZSTD_)/.test(String(code))
    ? 'Its body cannot be decoded: it is not in the coding that its Content-Encoding names.'
    : 'Its response broke off.';
}

function ignore(): void {}

const SWITCHES = 'It switches to another protocol (101), which was not asked for.';
/** A server with only HTTP/2 sends valid HTTP, but this program reads only HTTP/1.1. */
const NOT_HTTP_1 = 'Its response is not valid HTTP/1.1, the only version that this check reads.';
const CLOSED = 'The server closed the connection without a response.';

const REASONS: readonly [RegExp, (host: string) => string][] = [
  [/^(ENOTFOUND|EAI_NODATA|EAI_NONAME)$/, (host) => `The name ${host} has no address.`],
  [/^EAI_/, (host) => `The name ${host} cannot be resolved at the moment.`],
  [/^ECONNREFUSED$/, () => 'Nothing listens at this address and port.'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, () => CLOSED],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, () => 'There is no route to this address.'],
  [/^(ETIMEDOUT|ERR_SOCKET_CONNECTION_TIMEOUT)$/, () => 'The connection was not accepted in time.'],
  [/^CERT_HAS_EXPIRED$/, () => 'Its certificate has expired.'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, (host) => `Its certificate is not for ${host}.`],
  [
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+)$/,
    () => 'Its certificate is not signed by an authority that Node knows. NODE_EXTRA_CA_CERTS adds one.',
  ],
  [/^(EPROTO|ERR_SSL_\w+)$/, () => 'The TLS handshake failed. The port may serve http, or only HTTP/2.'],
  [/^HPE_HEADER_OVERFLOW$/, () => 'The headers of its response are larger than 256 KiB.'],
  [/^HPE_/, () => NOT_HTTP_1],
];

/** Says why there is no response. Uses only the code of the failure, because the message may quote the server. */
function reasonOf(error: unknown, host: string): string {
  const codes = codesOf(error);
  for (const [pattern, reason] of REASONS) {
    if (codes.some((code) => pattern.test(code))) return reason(host);
  }
  return `The request failed (${codes[0] ?? 'without a code'}).`;
}

/** All codes of a failure. A connection attempt to several addresses fails with an error for each address. */
function codesOf(error: unknown): string[] {
  const { code, errors }: { code?: unknown; errors?: unknown } = Object(error);
  const own = typeof code === 'string' && /^[A-Z_]+$/.test(code) ? [code] : [];
  return [...own, ...(Array.isArray(errors) ? errors.flatMap(codesOf) : [])];
}
