import type { DpopServer } from './dpop-server.ts';
import { currentNonce } from './nonces.ts';

type Server = Pick<DpopServer, 'policy' | 'identifier' | 'records' | 'now'>;

/** Lets pages of other origins send proofs. `DPoP` is not safelisted, so the server has to allow it (Fetch §2.2.2). */
export function allowDpop(preflight: Response, { policy }: Pick<Server, 'policy'>): Response {
  if (policy.dpop !== 'off') preflight.headers.append('Access-Control-Allow-Headers', 'dpop');
  return preflight;
}

/** Exposes the headers of DPoP. After a proof, adds the nonce for the next request (RFC 9449 §8, §8.2, §9). */
export async function exposeDpop(response: Response, request: Request, server: Server): Promise<Response> {
  const { dpop, dpopNonces } = server.policy;
  if (dpop === 'off') return response;
  const { headers } = response;
  const exposed = headers.get('Access-Control-Expose-Headers')?.split(', ') ?? [];
  const names = new Set([...exposed, 'WWW-Authenticate', 'DPoP-Nonce']);
  headers.set('Access-Control-Expose-Headers', [...names].join(', '));
  if (dpopNonces && request.headers.has('DPoP')) headers.set('DPoP-Nonce', await currentNonce(server));
  return response;
}
