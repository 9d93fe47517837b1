import { answerOf, type Exchange } from './exchange.ts';
import type { Found } from './found.ts';
import { createKnownSecrets } from './known-secrets.ts';
import { maskBody } from './mask-body.ts';
import { maskHeaders } from './mask-headers.ts';
import { maskAddress, maskText } from './mask-text.ts';

/** A log without its secrets. Whatever leaves the page, as a file, a command or a text, goes through this. */
export interface Redaction {
  /** A message of the log in which every secret is masked. */
  exchange(exchange: Exchange): Exchange;
  /** Words about the log, in which every secret is masked. */
  text(text: string): string;
}

const redactions = new WeakMap<readonly Exchange[], Redaction>();

/** The redaction of a log: a secret that one message names is masked in all of them, in every encoding. */
export function redactionOf(log: readonly Exchange[]): Redaction {
  const known = redactions.get(log) ?? createRedaction(log, []);
  redactions.set(log, known);
  return known;
}

/** @param texts what else may name secrets, such as the address of a server. */
export function createRedaction(log: readonly Exchange[], texts: readonly string[]): Redaction {
  const known = createKnownSecrets();
  for (const secret of new Set(log.flatMap(secretsOf))) known.add(secret);
  const learning: Found = { ...UNKNOWN, add: known.add };
  for (const text of texts) maskText(text, learning);
  const found: Found = { ...known, add() {} };
  return {
    exchange: (exchange) => maskExchange(exchange, found),
    text: (text) => maskText(text, found),
  };
}

/** While a log is read for the first time, no secret is known. */
const UNKNOWN = { maskParts: (text: string) => text, maskIn: (text: string) => text };

/** An exchange never changes, it is replaced: what was found in it stays true. */
const secrets = new WeakMap<Exchange, readonly string[]>();

function secretsOf(exchange: Exchange): readonly string[] {
  const read = secrets.get(exchange);
  if (read) return read;
  const found: string[] = [];
  maskExchange(exchange, { ...UNKNOWN, add: (secret) => found.push(secret) });
  secrets.set(exchange, found);
  return found;
}

/** The endpoints that take or give secrets in their bodies (RFC 6749, 7009, 7591, 7662, 8628, 9126). */
const SECRET_ENDPOINT =
  /\/(token|tokens|introspect|introspection|revoke|revocation|register|registration|reg|par|device_authorization|bc-authorize)(\/|$)/i;

function maskExchange(exchange: Exchange, found: Found): Exchange {
  const { request, outcome } = exchange;
  let carriesSecret = SECRET_ENDPOINT.test(pathOf(request.url)) || /(^|[?&])grant_type=/.test(request.body);
  const watched: Found = {
    ...found,
    add(secret) {
      carriesSecret = true;
      found.add(secret);
    },
  };
  const maskedRequest = {
    // A mask is no token (RFC 9110 §9.1), and a method has to be one.
    method: found.maskIn(request.method) === request.method ? request.method : 'MASKED',
    url: maskAddress(request.url, watched),
    headers: maskHeaders(request.headers, watched),
  };
  const body = maskBody(
    { text: request.body, contentType: request.headers['content-type'] ?? '', sensitive: carriesSecret },
    watched,
  );
  const answer = answerOf(exchange);
  const sensitive = carriesSecret;
  return {
    ...exchange,
    request: { ...maskedRequest, body },
    ...(outcome.kind === 'answered' &&
      answer && {
        outcome: {
          ...outcome,
          answer: {
            status: answer.status,
            headers: maskHeaders(answer.headers, found),
            body: maskBody(
              { text: answer.body, contentType: answer.headers['content-type'] ?? '', sensitive },
              found,
            ),
          },
        },
      }),
  };
}

const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url);
