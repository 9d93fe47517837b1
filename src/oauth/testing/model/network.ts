import type { Exchange } from './exchange.ts';
import type { Ledger } from './ledger.ts';
import type { Browser, ModelDocument } from './model.ts';
import { readProof } from './proof.ts';
import type { Fate, ServerModel } from './server.ts';

export interface Network {
  readonly exchanges: Exchange[];
  fetch(document: ModelDocument, url: string, init: RequestInit): Promise<Response>;
  /** Delivers a request to its server, or fails it. */
  arrive(exchange: Exchange, fate: Fate): void;
  /** Delivers a response to its document. */
  respond(exchange: Exchange): void;
  /** Fails every pending request, even if the server has processed it. */
  disconnect(): void;
}

/** The `Retry-After` values of a busy server, in seconds; 0 for none. */
const WAITS_S = [700, 0, 1];

export function createNetwork(
  servers: readonly ServerModel[],
  browser: () => Browser,
  ledger: Ledger,
  occurred: (event: string) => void,
): Network {
  const exchanges: Exchange[] = [];
  const handlers = new Map<Exchange, { resolve(response: Response): void; reject(error: unknown): void }>();
  let busy = 0;

  function settle(exchange: Exchange, outcome: Exchange['outcome']): void {
    exchange.phase = 'settled';
    exchange.outcome = outcome;
    handlers.delete(exchange);
    ledger.settled(exchange);
  }

  /** Fails a request. Only the model knows whether the server has processed that request. */
  function fail(exchange: Exchange, arrived: boolean): void {
    exchange.phase = 'arrived';
    exchange.respond = () => {
      handlers.get(exchange)?.reject(new TypeError('Failed to fetch'));
      settle(exchange, arrived ? 'lost' : 'unused');
    };
  }

  function responseTo(exchange: Exchange, fate: Fate): Response {
    const { url, form, to, server } = exchange;
    if (!server) {
      const found = servers.map(({ metadata }) => metadata(url)).find(Boolean);
      return found ?? new Response(null, { status: 404 });
    }
    if (fate !== 'busy') {
      const verifier = to === 'token' || to === 'resource' ? server.dpop?.[to] : undefined;
      exchange.refusedProof = verifier?.refusal(exchange.proof);
      const nonce: Record<string, string> = verifier ? { 'DPoP-Nonce': verifier.nonce() } : {};
      if (exchange.refusedProof) occurred(eventOf(exchange));
      if (exchange.refusedProof) return proofRefusal(to, exchange.refusedProof, nonce);
      if (to === 'resource') return resourceResponse(exchange, server, nonce);
      exchange.served = true;
      const response =
        to === 'token'
          ? server.token(form, fate, exchange.proof?.jkt)
          : to === 'revocation'
            ? server.revoke(form)
            : server.push(form, fate);
      for (const [name, value] of Object.entries(nonce)) response.headers.set(name, value);
      return response;
    }
    busy += 1;
    const wait = WAITS_S[busy % WAITS_S.length];
    const headers = wait ? { 'Retry-After': String(wait) } : undefined;
    return new Response(null, { status: busy % 2 ? 429 : 503, headers });
  }

  return {
    exchanges,
    fetch(document, url, init) {
      if (document.life === 'gone') return new Promise(() => {});
      if (init.signal?.aborted) return Promise.reject(new DOMException('aborted', 'AbortError'));
      const { server, to } = recipient(servers, url);
      const headers = new Headers(init.headers);
      const exchange: Exchange = {
        id: exchanges.length,
        document,
        url,
        form: new URLSearchParams(init.body instanceof URLSearchParams ? init.body : undefined),
        to,
        server,
        method: init.method ?? 'GET',
        headers,
        proof: readProof(headers.get('DPoP')),
        isRepetition: false,
        atStep: browser().step,
        phase: 'sent',
        served: false,
        outcome: 'under way',
      };
      ledger.sent(exchange, init);
      exchanges.push(exchange);
      if (!browser().online) fail(exchange, false);
      return new Promise<Response>((resolve, reject) => {
        handlers.set(exchange, { resolve, reject });
        init.signal?.addEventListener('abort', () => {
          if (exchange.phase === 'settled') return;
          if (to === 'pushed request') occurred('pushed request: late');
          const wasSent = exchange.phase === 'sent';
          settle(exchange, 'lost');
          // The request may still arrive.
          if (wasSent) exchange.phase = 'sent';
          exchange.respond = undefined;
          reject(new DOMException('aborted', 'AbortError'));
        });
      });
    },
    arrive(exchange, fate) {
      if (fate === 'unreachable') return fail(exchange, false);
      const response = responseTo(exchange, fate);
      if (!handlers.has(exchange)) {
        exchange.phase = 'settled';
        return;
      }
      if (fate === 'lost') return fail(exchange, true);
      exchange.phase = 'arrived';
      exchange.respond = () => {
        handlers.get(exchange)?.resolve(response);
        const { ok, status } = response;
        const isLost = fate === 'downgraded' && ok;
        const isRefused = status === 400 && !exchange.refusedProof;
        settle(exchange, isLost ? 'lost' : ok ? 'granted' : isRefused ? 'refused' : 'unused');
      };
    },
    respond: (exchange) => exchange.respond?.(),
    disconnect() {
      for (const exchange of exchanges) {
        if (!handlers.has(exchange)) exchange.phase = 'settled';
        if (exchange.phase !== 'settled') fail(exchange, exchange.phase === 'arrived');
      }
    },
  };
}

function recipient(servers: readonly ServerModel[], url: string): Pick<Exchange, 'server' | 'to'> {
  for (const server of servers) {
    if (url === server.tokenEndpoint) return { server, to: 'token' };
    if (url === server.revocationEndpoint) return { server, to: 'revocation' };
    if (server.pushing && url === server.pushedAuthorizationRequestEndpoint)
      return { server, to: 'pushed request' };
    if (url === resourceOf(server)) return { server, to: 'resource' };
  }
  return { server: undefined, to: 'metadata' };
}

/** The address that access tokens are presented at. */
export const resourceOf = ({ serverUrl }: ServerModel): string => `${serverUrl}/notes`;

function proofRefusal(to: Exchange['to'], error: string, headers: Record<string, string>): Response {
  if (to === 'token') return Response.json({ error }, { status: 400, headers });
  return new Response(null, {
    status: 401,
    headers: { ...headers, 'WWW-Authenticate': `DPoP error="${error}", algs="ES256"` },
  });
}

function resourceResponse(
  { proof, headers: sent }: Exchange,
  server: ServerModel,
  headers: Record<string, string>,
): Response {
  const [, accessToken = ''] = sent.get('Authorization')?.split(' ') ?? [];
  const isBound = server.keyOf(accessToken) === proof?.jkt;
  if (isBound && server.accepts(accessToken)) return new Response('served', { headers });
  return proofRefusal('resource', 'invalid_token', headers);
}

function eventOf({ refusedProof, isRepetition, to }: Exchange): string {
  if (refusedProof === 'invalid_dpop_proof') return 'a proof is refused for its age';
  if (isRepetition) return 'a repeated request is refused for its nonce';
  return to === 'token' ? 'a token request is refused for its nonce' : 'a call is refused for its nonce';
}
