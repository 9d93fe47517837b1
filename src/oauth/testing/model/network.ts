import type { Exchange } from './exchange.ts';
import type { Ledger } from './ledger.ts';
import type { Browser, ModelDocument } from './model.ts';
import type { Fate, ServerModel } from './server.ts';

/** The pending requests between documents and servers. */
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

  /** Fails a request. Only the model knows whether the server processed it. */
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
      exchange.served = true;
      return to === 'token' ? server.token(form, fate) : server.revoke(form);
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
      const server = servers.find(
        ({ tokenEndpoint, revocationEndpoint }) => url === tokenEndpoint || url === revocationEndpoint,
      );
      const to = !server ? 'metadata' : url === server.tokenEndpoint ? 'token' : 'revocation';
      const form = new URLSearchParams(init.body instanceof URLSearchParams ? init.body : undefined);
      const exchange: Exchange = {
        id: exchanges.length,
        document,
        url,
        form,
        to,
        server,
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
        settle(exchange, ok ? 'granted' : status === 400 ? 'refused' : 'unused');
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
