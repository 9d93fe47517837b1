import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { SERVER_METADATA, SERVER_METADATA_URL } from './documents.ts';
import { SERVER, TOKENS } from './examples.ts';
import type { Responder, SentRequest, TestPlatform } from './platform.ts';
import { formOf, testServers, unreachable } from './servers.ts';

export const API = 'https://api.example/notes';

/** By default, the servers of a test bind tokens to keys and demand no nonces. These options change this behaviour. */
export interface DpopServersOptions {
  /** `dpop_signing_alg_values_supported`. */
  algorithms?: unknown;
  /** The nonce that each origin demands now; a test may change it. */
  nonces?: Record<string, string>;
  /** A nonce that every response supplies and no request has to use. */
  offeredNonce?: string;
  /** Whether the challenge of the API can be read. */
  exposesChallenge?: boolean;
  /** Access tokens that the API no longer accepts. */
  expired?: readonly string[];
  /** Whether the browser hides the responses of the token endpoint. */
  isHidden?: () => boolean;
  /** Whether `DPoP-Nonce` can be read. */
  exposesNonce?: boolean;
  tokenType?: string;
  /** The status of the token endpoint when it refuses a proof; by default 400. */
  refusesWith?: number;
  /** The claims of an ID token to issue. Its signature is not checked (OpenID Connect Core §3.1.3.7). */
  claims?: () => object;
  /** The clock of the servers; by default the clock of the device. */
  now?: () => number;
  /** Whether `Date` can be read. */
  exposesDate?: boolean;
}

/** The servers of {@link testServers}, and an API. They verify proofs with `jose` (RFC 9449 §4.3) and bind tokens. */
export function dpopServers(platform: () => TestPlatform, options: DpopServersOptions = {}) {
  const { algorithms = ['ES256'], exposesNonce = true, tokenType = 'DPoP', exposesDate = false } = options;
  const supportsDpop = JSON.stringify(algorithms)?.includes('ES256');
  const now = options.now ?? (() => platform().nowMs);
  const seen = new Set<string>();
  const keyOf = new Map<string, string>();
  let issued = 0;

  /** @returns the thumbprint of the key, or the refusal. */
  async function verify({ url, method, headers }: SentRequest, accessToken?: string): Promise<string> {
    const { payload, protectedHeader } = await jwtVerify(headers.get('DPoP') ?? '', EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: ['ES256'],
      currentDate: new Date(now()),
      maxTokenAge: 60,
      clockTolerance: 5,
      requiredClaims: ['jti', 'htm', 'htu', 'iat'],
    });
    const demanded = options.nonces?.[new URL(url).origin];
    if (demanded && payload.nonce !== demanded) throw new Refusal('use_dpop_nonce');
    const { origin, pathname } = new URL(url);
    if (payload.htm !== method || payload.htu !== origin + pathname) throw new Refusal('invalid_dpop_proof');
    if (seen.has(String(payload.jti))) throw new Refusal('invalid_dpop_proof');
    seen.add(String(payload.jti));
    if (payload.ath !== (accessToken && (await hash(accessToken)))) throw new Refusal('invalid_dpop_proof');
    return calculateJwkThumbprint(protectedHeader.jwk ?? {});
  }

  function headersAt(url: string): Record<string, string> {
    const nonce = options.nonces?.[new URL(url).origin] ?? options.offeredNonce;
    return {
      ...(nonce && exposesNonce && { 'DPoP-Nonce': nonce }),
      ...(exposesDate && { Date: new Date(now()).toUTCString() }),
    };
  }

  async function refused(request: SentRequest, work: () => Promise<Response>): Promise<Response> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof TypeError) throw error;
      const code = error instanceof Refusal ? error.message : 'invalid_dpop_proof';
      const headers = headersAt(request.url);
      return request.url === SERVER.tokenEndpoint
        ? Response.json({ error: code }, { status: options.refusesWith ?? 400, headers })
        : new Response(null, {
            status: 401,
            headers: {
              ...headers,
              ...(options.exposesChallenge !== false && {
                'WWW-Authenticate': `DPoP error="${code}", algs="ES256"`,
              }),
            },
          });
    }
  }

  const token: Responder = (request) =>
    refused(request, async () => {
      if (options.isHidden?.()) return unreachable(request);
      if (!supportsDpop && !request.headers.has('DPoP')) return Response.json(TOKENS);
      const jkt = await verify(request);
      const { refresh_token } = formOf(request);
      if (refresh_token !== undefined && keyOf.get(refresh_token) !== jkt) {
        return Response.json({ error: 'invalid_grant' }, { status: 400, headers: headersAt(request.url) });
      }
      issued += 1;
      const id_token = options.claims && `${unsigned(options.claims())}.s`;
      keyOf.set(`access-${issued}`, jkt);
      keyOf.set(`refresh-${issued}`, jkt);
      return Response.json(
        {
          ...TOKENS,
          token_type: tokenType,
          access_token: `access-${issued}`,
          refresh_token: `refresh-${issued}`,
          id_token,
        },
        { headers: headersAt(request.url) },
      );
    });

  const api: Responder = (request) =>
    refused(request, async () => {
      const [scheme, accessToken] = request.headers.get('Authorization')?.split(' ') ?? [];
      if (scheme === 'Bearer' && !supportsDpop) return new Response('served');
      if (scheme !== 'DPoP' || !accessToken || options.expired?.includes(accessToken))
        throw new Refusal('invalid_token');
      if ((await verify(request, accessToken)) !== keyOf.get(accessToken)) throw new Refusal('invalid_token');
      return new Response('served', { headers: headersAt(request.url) });
    });

  return testServers({
    [SERVER_METADATA_URL]: () =>
      Response.json({ ...SERVER_METADATA, dpop_signing_alg_values_supported: algorithms }),
    [SERVER.tokenEndpoint]: token,
    [API]: api,
    [`${API}?page=2`]: api,
  });
}

const unsigned = (claims: object) =>
  [{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');

class Refusal extends Error {}

async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(digest).toString('base64url');
}

/** The claims and the header of the proof of a request. */
export function proofOf(request: SentRequest | undefined): {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
} {
  const [header, claims] = (request?.headers.get('DPoP') ?? '')
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
  return { header, claims };
}

/** The keys that the browser stores, by thumbprint. */
export async function storedKeys(): Promise<string[]> {
  const opening = indexedDB.open('oauth-dpop', 1);
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onupgradeneeded = () => opening.result.createObjectStore('keys');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const keys = database.transaction('keys').objectStore('keys').getAllKeys();
  return new Promise((resolve) => {
    keys.onsuccess = () => resolve(keys.result.map(String));
  });
}
