import { type DpopKeys, indexedDbKeys } from './dpop-keys.ts';
import { createProof, describeProofKey, generateProofKey, type ProofKey } from './dpop-proof.ts';
import { OAuthError, readServerRefusal } from './errors.ts';
import { getOrInsert } from './get-or-insert.ts';
import { parseObject } from './json.ts';
import { readText } from './json-request.ts';
import type { AuthorizationServerMetadata } from './metadata.ts';
import type { Platform } from './platform.ts';
import type { TokenPlatform, TokenResponse } from './token-endpoint.ts';

/** The value of `settings.dpop`, which binds the tokens of a session to a key of this browser (RFC 9449). */
export interface Dpop {
  /**
   * Creates the key of one sign-in. Each sign-in has its own key, so no two servers share a key, and no tab shares a
   * key with its copy.
   *
   * @returns the thumbprint of the key, for `dpop_jkt` (§10); `undefined` when the tokens will not be bound.
   * @throws OAuthError `dpop_unsupported`, `dpop_key_unavailable`.
   */
  createKey(platform: Platform, server: AuthorizationServerMetadata): Promise<string | undefined>;
  /**
   * Runs a token request. With `jkt`, the request has a proof (§5), and the token in the response must be bound.
   *
   * @param jkt the thumbprint of the key of the grant; absent when its tokens are not bound.
   * @throws OAuthError `dpop_proof_refused`; `dpop_key_unavailable` when the browser has deleted the key, or when the
   * tokens must be bound and are not; `storage_unavailable` when the key cannot be read; otherwise the errors of
   * `request`.
   */
  requestTokens(
    platform: Platform,
    jkt: string | undefined,
    request: (platform: TokenPlatform) => Promise<TokenResponse>,
  ): Promise<TokenResponse>;
  /**
   * Returns a `fetch` that presents an access token with a proof (§7.1). If the server refuses the proof, and its
   * response has a new nonce (§9) or shows that the clocks differ, the request is sent once more with a corrected proof,
   * unless the body is a stream. If the key cannot be read, sends nothing, and calls `refresh`, so that the session ends
   * or reports this.
   */
  present(
    platform: Platform,
    grant: { jkt: string; accessToken: string; refresh?(): Promise<unknown> },
    fetch?: Platform['fetch'],
  ): Platform['fetch'];
  /** Deletes the stored key of a grant that has ended, if the grant has a key. Never rejects. */
  deleteKey(jkt: string | undefined): Promise<void>;
}

/** The nonce and the clock of one server, as far as they are known. */
interface ServerState {
  nonce?: string | undefined;
  /** How far the clock of the server is ahead of the clock of this device. */
  skewMs: number;
}

/**
 * Servers tolerate this skew. A smaller skew may be a measurement error, because `Date` is older than the response and
 * has no milliseconds.
 */
const TOLERATED_SKEW_MS = 30_000;

/** A proof contains the nonce. With a longer nonce, the server, or a proxy before it, might refuse every request. */
const USABLE_NONCE = /^.{1,2048}$/;

/** Whether an error is about the proof. Such an error says nothing about the grant or the token (RFC 9449 §5, §8). */
function isAboutProof(error: string | undefined): boolean {
  return /use_dpop_nonce|invalid_dpop_proof/.test(String(error));
}

/**
 * Demands tokens that only this browser can use: each request proves the possession of a key that no script can copy.
 *
 * @param demand `required` refuses bearer tokens. `when supported` binds the tokens of a server whose metadata lists
 * ES256; it accepts bearer tokens of any other server, and of every server if the browser cannot store a key.
 */
export function dpop(demand: 'required' | 'when supported', keys: DpopKeys = indexedDbKeys): Dpop {
  const isRequired = demand === 'required';
  /** The state of each server, by origin. It is only in memory, because a lost nonce costs one repeated request. */
  const servers = new Map<string, ServerState>();
  const loaded = new Map<string, Promise<ProofKey>>();
  const deleted = new Set<string>();

  async function load(jkt: string, nowMs: number): Promise<ProofKey> {
    const stored = await keys.get(jkt).catch((cause: unknown) => {
      throw new OAuthError('storage_unavailable', { cause });
    });
    if (!stored) throw new OAuthError('dpop_key_unavailable');
    // Stores the time of this use, unless the grant has ended while the key was read.
    if (!deleted.has(jkt)) await keys.put(jkt, stored, nowMs).catch(() => {});
    return describeProofKey(stored);
  }

  function keyOf(jkt: string, nowMs: number): Promise<ProofKey> {
    const key = getOrInsert(loaded, jkt, () => load(jkt, nowMs));
    key.catch(() => loaded.delete(jkt));
    return key;
  }

  /** Sends a request with a proof. @returns the response, and whether another proof may be accepted instead. */
  async function send(
    { platform, jkt, accessToken, fetch = platform.fetch, refresh }: Sender,
    url: string,
    init: RequestInit,
  ) {
    const { origin } = new URL(url);
    const used = servers.get(origin) ?? { skewMs: 0 };
    const key = await keyOf(jkt, platform.now()).catch(async (error: unknown) => {
      await refresh?.();
      throw error;
    });
    // `fetch` sends some methods in capital letters, and servers compare the method in the proof exactly.
    const { method } = new Request(url, { method: init.method ?? 'GET' });
    const proof = await createProof(platform, key, {
      method,
      url,
      nowMs: platform.now() + used.skewMs,
      nonce: used.nonce,
      accessToken,
    });
    const headers = new Headers(init.headers);
    headers.set('DPoP', proof);
    if (accessToken) headers.set('Authorization', `DPoP ${accessToken}`);
    const response = await fetch(url, { ...init, headers });
    // Another request may have got a newer nonce meanwhile.
    const newest = servers.get(origin) ?? used;
    const [nonce = newest.nonce] = USABLE_NONCE.exec(response.headers.get('DPoP-Nonce') ?? '') ?? [];
    // `NaN` where the browser hides `Date`. The `Date` of a successful response may be old, because the response may come
    // from a cache.
    const aheadMs = Date.parse((!response.ok && response.headers.get('Date')) || '') - platform.now();
    const isNews = Math.abs(aheadMs - newest.skewMs) > TOLERATED_SKEW_MS;
    const skewMs = isNews ? aheadMs : newest.skewMs;
    servers.set(origin, { nonce, skewMs });
    return { response, learned: nonce !== used.nonce || skewMs !== used.skewMs };
  }

  /** Returns a `fetch` that sends a request again, once, if its proof was refused and another proof may be accepted. */
  function proving(
    sender: Sender,
    isProofRefused: (response: Response) => Promise<boolean>,
  ): Platform['fetch'] {
    return async (url, init) => {
      const { response, learned } = await send(sender, url, init);
      // A stream can be read only once.
      if (!learned || init.body instanceof ReadableStream || !(await isProofRefused(response)))
        return response;
      await response.body?.cancel();
      return (await send(sender, url, init)).response;
    };
  }

  return {
    async createKey(platform, { issuer, dpopAlgorithms }) {
      const isSupported = dpopAlgorithms?.includes('ES256') ?? isRequired;
      if (!isSupported) {
        if (isRequired) throw new OAuthError('dpop_unsupported', { at: issuer });
        return undefined;
      }
      const { jkt, jwk, ...pair } = await generateProofKey();
      try {
        await keys.put(jkt, pair, platform.now());
        return jkt;
      } catch (cause) {
        if (isRequired) throw new OAuthError('dpop_key_unavailable', { cause });
        return undefined;
      }
    },

    async requestTokens(platform, jkt, request) {
      if (!jkt && isRequired) throw new OAuthError('dpop_key_unavailable');
      if (!jkt) return request(platform);
      const fetch = proving({ platform, jkt }, async (response) => {
        // Reads a copy: the body of the response is read later.
        const text = await readText(response.clone(), {}).catch(() => '');
        return isAboutProof(readServerRefusal(parseObject(text))?.error);
      });
      try {
        return await request({ ...platform, fetch, tokenType: 'dpop' });
      } catch (error) {
        const { at, status, refusal, cause, code }: Partial<OAuthError> = Object(error);
        const details = { at, status, refusal, cause, step: 'token request with DPoP' as const };
        if (isAboutProof(refusal?.error)) throw new OAuthError('dpop_proof_refused', details);
        // The header `DPoP` causes a preflight, which some servers refuse.
        if (code === 'unreachable') throw new OAuthError(code, details);
        throw error;
      }
    },

    present: (platform, grant, fetch) =>
      proving({ platform, ...grant, fetch }, async ({ status, headers }) => {
        // Not every server exposes its challenge.
        return status === 401 && isAboutProof(headers.get('WWW-Authenticate') ?? 'use_dpop_nonce');
      }),

    async deleteKey(jkt) {
      if (!jkt) return;
      deleted.add(jkt);
      // The key stays in memory, because a library may still need it to end its own session at the server.
      await keys.delete(jkt).catch(() => {});
    },
  };
}

/** What a request with a proof needs besides the request itself. */
interface Sender {
  platform: Platform;
  jkt: string;
  accessToken?: string | undefined;
  refresh?(): Promise<unknown>;
  fetch?: Platform['fetch'] | undefined;
}
