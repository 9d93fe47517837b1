import { createBrowser } from './browser.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { Browser } from './model.ts';
import { createNetwork, type Network } from './network.ts';
import type { Pushing } from './pushed-requests.ts';
import { createServer, type ServerModel, type ServerName } from './server.ts';

/** One browser, two servers, the network between them, and the events so far. */
export interface World {
  readonly browser: Browser;
  readonly servers: Record<ServerName, ServerModel>;
  readonly network: Network;
  readonly ledger: Ledger;
  /** Descriptions of the steps, for the report of a failed schedule. */
  readonly steps: string[];
  readonly violations: string[];
  /** The authorization responses that were opened. */
  readonly callbacks: string[];
  /** How often each event occurred. */
  readonly events: Map<string, number>;
  /** Whether `localStorage` was ever too full to store the mark of a sign-out. */
  sharedWasFull: boolean;
  occurred(event: string): void;
  violate(rule: string): void;
}

/** With `dpop`, server `a` binds tokens to keys. `pushing` says what each server does with pushed requests. */
export function createWorld({
  hasLocks = true,
  keepsLocks = false,
  dpop = false,
  pushing = {},
}: {
  hasLocks?: boolean;
  keepsLocks?: boolean;
  dpop?: boolean;
  pushing?: Partial<Record<ServerName, Pushing>>;
} = {}): World {
  const events = new Map<string, number>();
  const violations: string[] = [];
  const occurred = (event: string) => void events.set(event, (events.get(event) ?? 0) + 1);
  const violate = (rule: string) => void violations.push(rule);
  const browser: Browser = createBrowser(
    { hasLocks, keepsLocks },
    {
      fetch: (document, url, init) => network.fetch(document, url, init),
      navigated: (document, url) => ledger.navigated(document, url, network.exchanges),
    },
  );
  const now = () => browser.nowMs;
  const servers = {
    a: createServer('a', now, occurred, { dpop, pushing: pushing.a }),
    b: createServer('b', now, occurred, { pushing: pushing.b }),
  };
  const both = [servers.a, servers.b];
  const ledger = createLedger(both, () => browser, violate);
  const network: Network = createNetwork(both, () => browser, ledger, occurred);
  return {
    browser,
    servers,
    network,
    ledger,
    steps: [],
    violations,
    callbacks: [],
    events,
    sharedWasFull: false,
    occurred,
    violate,
  };
}
