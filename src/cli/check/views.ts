import { createReportClient, type ReportClient } from '../../lab/check/engine/report-client.ts';
import { createGate } from '../../lab/machine/debugger/gate.ts';
import type { Network } from '../../lab/machine/wire/recorder.ts';
import type { WireLog } from '../../lab/machine/wire/wire-log.ts';
import { createClientNetwork } from '../network/client-network.ts';
import { createConfinedNetwork, createPageNetwork } from '../network/page-network.ts';
import type { Send, WireRequest, WireResponse } from '../network/wire.ts';

/** The client that the check imitates: a page in a browser, or a client outside a browser, which sees more. */
export type ViewName = 'page' | 'client';

/** Sends the requests of one kind of client. Both kinds share one log. */
export interface View {
  name: ViewName;
  client: ReportClient;
}

interface ViewOptions {
  send: Send;
  log: WireLog;
  signal: AbortSignal;
}

/** Sees the servers as a page of `origin` in a browser would; see `page-network.ts`. */
export function openPageView(origin: string, { send, log, signal }: ViewOptions): View {
  const network = createPageNetwork({
    origin,
    send,
    onPreflight: (request, response) => logPreflight(log, request, response),
  });
  const confinedNetwork = createConfinedNetwork({ origin, send });
  return {
    name: 'page',
    client: createReportClient({ network, confinedNetwork, log, gate: createGate(), signal }),
  };
}

/** Sees the servers as a client outside a browser does. */
export function openClientView({ send, log, signal }: ViewOptions): View {
  const network = createClientNetwork(send);
  // In this view every response is readable, so a request without CORS is sent like any other request.
  const confinedNetwork: Network = (url, { mode: _, ...init }) =>
    network(url, { ...init, redirect: 'manual' });
  return {
    name: 'client',
    client: createReportClient({ network, confinedNetwork, log, gate: createGate(), signal }),
  };
}

function logPreflight(log: WireLog, request: WireRequest, response: WireResponse | undefined): void {
  const lowerCase = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
  log.open({
    atMs: Date.now(),
    from: 'browser',
    to: 'MCP server',
    channel: 'back',
    request: { method: request.method, url: request.url, headers: Object.fromEntries(lowerCase), body: '' },
    outcome: response
      ? {
          kind: 'answered',
          tookMs: 0,
          response: { status: response.status, headers: Object.fromEntries(response.headers), body: '' },
        }
      : { kind: 'failed' },
  });
}
