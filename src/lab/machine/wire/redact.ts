import type { Exchange } from './exchange.ts';
import { type FoundSecrets, NOTHING_KNOWN } from './found-secrets.ts';
import { createKnownSecrets } from './known-secrets.ts';
import { HIDDEN } from './mask.ts';
import { maskBody } from './mask-body.ts';
import { maskHeaders } from './mask-headers.ts';
import { learnWithin, maskAddress, maskText } from './mask-text.ts';

/** A log without its secrets. Every file, command and text that the page makes of messages goes through a redaction. */
export interface Redaction {
  /** Masks every secret in a message of the log. */
  exchange(exchange: Exchange): Exchange;
  /** Masks every secret in a text about the log. */
  text(text: string): string;
}

const redactions = new WeakMap<readonly Exchange[], Redaction>();

/** The redaction of a log: a secret that one message names is masked in all messages, in every encoding. */
export function redactionOf(log: readonly Exchange[]): Redaction {
  const known = redactions.get(log) ?? createRedaction(log, []);
  redactions.set(log, known);
  return known;
}

/**
 * @param texts other texts that may name secrets, such as the address of a server.
 * @param stated values that a person states to be secret.
 */
export function createRedaction(
  log: readonly Exchange[],
  texts: readonly string[],
  stated: readonly string[] = [],
): Redaction {
  const known = createKnownSecrets();
  for (const secret of stated) known.addStated(secret);
  // Secrets that were sent come first. Otherwise, a server that floods its responses with secrets could use up the
  // limit of learned secrets.
  const secrets = log.map(secretsOf);
  const inOrder = [...secrets.flatMap(({ sent }) => sent), ...secrets.flatMap(({ all }) => all)];
  for (const secret of new Set(inOrder)) known.add(secret);
  const collecting: FoundSecrets = { ...NOTHING_KNOWN, add: known.add };
  for (const text of texts) maskText(text, collecting);
  const found: FoundSecrets = { ...known, add() {} };
  return { exchange: (exchange) => maskExchange(exchange, found), text: (text) => maskText(text, found) };
}

interface NamedSecrets {
  sent: readonly string[];
  all: readonly string[];
}

/** Exchanges are immutable, so their secrets can be cached. */
const namedSecrets = new WeakMap<Exchange, NamedSecrets>();

function secretsOf(exchange: Exchange): NamedSecrets {
  const read = namedSecrets.get(exchange);
  if (read) return read;
  const all: string[] = [];
  const found = collecting(all);
  const { carriesSecret } = maskRequest(exchange.request, found);
  const sent = [...all];
  maskOutcome(exchange, carriesSecret, found);
  const secrets = { sent, all };
  namedSecrets.set(exchange, secrets);
  return secrets;
}

/** Secrets are nested at most three deep: a JWT in the claims of a JWT. */
const DEEPEST_WITHIN = 3;

/** Collects secrets, and the secrets within them. */
function collecting(found: string[], depth = 0): FoundSecrets {
  return {
    ...NOTHING_KNOWN,
    add(secret) {
      found.push(secret);
      if (depth < DEEPEST_WITHIN) learnWithin(secret, collecting(found, depth + 1));
    },
  };
}

/** The endpoints that take or give secrets in their bodies (RFC 6749, 7009, 7591, 7662, 8628, 9126). */
const SECRET_ENDPOINT =
  /\/(token|tokens|introspect|introspection|revoke|revocation|register|registration|reg|par|device_authorization|bc-authorize)(\/|$)/i;

function maskExchange(exchange: Exchange, found: FoundSecrets): Exchange {
  const { request, carriesSecret } = maskRequest(exchange.request, found);
  return { ...exchange, request, outcome: maskOutcome(exchange, carriesSecret, found) };
}

/** @returns the masked request, and whether the exchange sends a secret or belongs to an endpoint for secrets. */
function maskRequest(
  request: Exchange['request'],
  found: FoundSecrets,
): { request: Exchange['request']; carriesSecret: boolean } {
  let carriesSecret = SECRET_ENDPOINT.test(pathOf(request.url)) || hasGrant(request);
  const watched: FoundSecrets = {
    ...found,
    add(secret) {
      carriesSecret = true;
      found.add(secret);
    },
  };
  const url = maskAddress(request.url, watched);
  const headers = maskHeaders(request.headers, watched);
  const body = maskBody(
    { text: request.body, contentType: request.headers['content-type'] ?? '', sensitive: carriesSecret },
    watched,
  );
  const masked = {
    // A method must be a token (RFC 9110 §9.1), and a mask is no token.
    method: found.maskIn(request.method) === request.method ? request.method : 'MASKED',
    url,
    headers: withoutDigests(headers, body !== request.body),
    body,
  };
  return { request: masked, carriesSecret };
}

/** @param sensitive whether the exchange sends a secret or belongs to an endpoint for secrets. */
function maskOutcome(
  { request, outcome }: Exchange,
  sensitive: boolean,
  found: FoundSecrets,
): Exchange['outcome'] {
  if (outcome.kind !== 'answered') return outcome;
  const { status, headers, body: text } = outcome.response;
  const contentType = headers['content-type'] ?? '';
  const body = maskBody({ text, contentType, sensitive, hasTokens: hasGrant(request) }, found);
  return {
    ...outcome,
    response: { status, headers: withoutDigests(maskHeaders(headers, found), body !== text), body },
  };
}

const hasGrant = ({ body }: Exchange['request']): boolean => /(^|[?&])grant_type=/.test(body);

/** A short secret, such as a PIN, can be computed from the digest of its body (RFC 9530, RFC 9110 §8.8.3). */
function withoutDigests(headers: Record<string, string>, isMasked: boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      isMasked && /^((content-|repr-)?digest|content-md5|etag)$/i.test(name) ? HIDDEN : value,
    ]),
  );
}

const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url);
