import { compactVerify, decodeJwt, decodeProtectedHeader, EmbeddedJWK } from 'jose';
import { SERVER, type TestServers } from './browser.ts';
import { withMembers } from './changes.ts';
import { toolList } from './responses.ts';

const isJwt = (header: string) => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(header);
const joseHeader = (header: string): { typ?: unknown; alg?: unknown; jwk?: object } =>
  isJwt(header) ? decodeProtectedHeader(header) : {};
const claims = (header: string): Record<string, unknown> => (isJwt(header) ? decodeJwt(header) : {});

const hasPrivateKey = (header: string) => 'd' in (joseHeader(header).jwk ?? {});

async function isSigned(header: string): Promise<boolean> {
  return compactVerify(header, EmbeddedJWK).then(
    () => true,
    () => false,
  );
}

/** For each rule: whether a header has the flaw that a weak server misses at both endpoints. */
export const UNSEEN_FLAWS: Record<string, (header: string) => boolean | Promise<boolean>> = {
  one: (header) => !isJwt(header),
  claims: (header) => isJwt(header) && ['jti', 'htm', 'htu', 'iat'].some((name) => !(name in claims(header))),
  typ: (header) => joseHeader(header).typ === 'JWT',
  signature: async (header) => isJwt(header) && !hasPrivateKey(header) && !(await isSigned(header)),
  'private-key': hasPrivateKey,
};

/** Servers that demand nonces and promise DPoP, and accept a proof with one kind of flaw. */
export function blindTo(flaw: string): TestServers {
  async function isUnseen({ headers }: Request): Promise<boolean> {
    const header = headers.get('DPoP');
    return header !== null && ((await UNSEEN_FLAWS[flaw]?.(header)) ?? false);
  }
  return {
    policy: { dpop: 'offered' },
    // Without the proof, the server issues a bearer token, but the response says that the token is bound.
    async tamper(request) {
      return isTokenRequest(request) && (await isUnseen(request)) ? withoutProof(request) : request;
    },
    async change(request, response) {
      if (!isTokenRequest(request) || !(await isUnseen(request))) return response;
      return withMembers(() => true, { token_type: 'DPoP' })(request, response);
    },
    async instead(request) {
      const isCall = request.method === 'POST' && request.url === SERVER;
      return isCall && (await isUnseen(request)) ? toolList() : undefined;
    },
  };
}

/** Servers that demand a nonce once for each key, and never compare it. */
export function demandNoncesOnce(): TestServers {
  const known = new Set<string>();
  return {
    policy: { dpop: 'offered', dpopNonces: false },
    instead({ method, url, headers }) {
      const header = headers.get('DPoP') ?? '';
      if (method === 'OPTIONS' || !isJwt(header) || 'nonce' in claims(header)) return undefined;
      const key = `${url} ${JSON.stringify(joseHeader(header).jwk)}`;
      if (known.has(key)) return undefined;
      known.add(key);
      const error = 'use_dpop_nonce';
      return Response.json(
        { error },
        {
          status: url === SERVER ? 401 : 400,
          headers: {
            'DPoP-Nonce': 'one-nonce-for-all',
            'WWW-Authenticate': `DPoP error="${error}"`,
            'Access-Control-Allow-Origin': '*',
            'Access-Control-Expose-Headers': 'DPoP-Nonce, WWW-Authenticate',
          },
        },
      );
    },
  };
}

export const ignoringProofs: TestServers = {
  policy: { dpop: 'offered' },
  tamper: async (request) => (isTokenRequest(request) ? withoutProof(request) : request),
};

const isTokenRequest = ({ method, url }: Request) => method === 'POST' && url.endsWith('/token');

function withoutProof(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.delete('DPoP');
  return new Request(request, { headers });
}
