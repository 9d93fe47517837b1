import { lineage } from './browser.ts';
import type { Exchange } from './exchange.ts';
import type { Browser, ModelDocument, Tab } from './model.ts';
import type { ServerGrant, ServerModel, ServerName } from './server.ts';

/** What this browser got from a server with a code, when, and in which tab. */
export interface Delivery {
  readonly grant: ServerGrant;
  readonly tab: Tab;
  /** The step at which the code was sent. */
  readonly atStep: number;
}

/** A sign-out of the person. */
export interface SignOut {
  readonly server: ServerName;
  readonly atStep: number;
  /** Whether the browser stored a mark for the tabs that were asleep. */
  isMarked: boolean;
}

/** Which secrets went where, and what the browser can know of each. */
export interface Ledger {
  readonly deliveries: Delivery[];
  readonly signOuts: SignOut[];
  /** Codes that an attacker brings. */
  readonly foreignCodes: Set<string>;
  readonly verifiers: Set<string>;
  sent(exchange: Exchange, init: RequestInit): void;
  settled(exchange: Exchange): void;
  /** A document leaves for a page of a server. */
  left(document: ModelDocument, url: string, exchanges: readonly Exchange[]): void;
  /** Whether a response about the grant was lost, or a frozen document and a copy of its tab both had it. */
  isInDoubt(grant: ServerGrant): boolean;
  isSignedOutAfter(server: ServerName, step: number): boolean;
  /**
   * Whether one tab is a copy of the other, or both of a third, and one was frozen, closed or at a server since then:
   * such an original cannot tell a copy that it is one, which is a limit that is documented.
   */
  sleptSinceCopy(one: Tab, other: Tab): boolean;
  /** Text that leaves the tab by another way than a request. */
  published(text: string, where: string): void;
}

const SECRET = /(code|refresh|access)-([ab])-\d+/g;

export function createLedger(
  servers: readonly ServerModel[],
  browser: () => Browser,
  violate: (rule: string) => void,
): Ledger {
  const refreshes = new Map<string, Exchange[]>();
  const codes = new Map<string, Tab>();
  const doubtful = new Set<ServerGrant>();
  const grantOf = (secret: string) => servers.map((server) => server.grantOf(secret)).find(Boolean);

  /** I4: what one server issued goes to that server, and only where it belongs. */
  function checkRecipient({ url, to, server }: Exchange, sent: string): void {
    for (const [secret, kind, issuer] of sent.matchAll(SECRET)) {
      const right =
        kind === 'code' ? ['token'] : kind === 'refresh' ? ['token', 'revocation'] : ['revocation'];
      if (server?.name !== issuer || !right.includes(to)) violate(`I4: ${secret} was sent to ${url}`);
    }
    for (const verifier of ledger.verifiers) {
      if (to !== 'token' && sent.includes(verifier)) violate(`I4: a code verifier was sent to ${url}`);
    }
  }

  /** I6: what a copy found in its storage belongs to the original, as long as that one holds its tab. */
  function checkCopy({ document, form, server }: Exchange): void {
    const { copied } = document.tab;
    const holder = copied?.holder;
    if (!copied || !server || holder?.life !== 'awake' || !holder.lock || holder.asleepAt >= copied.atStep)
      return;
    for (const name of ['refresh_token', 'token', 'code_verifier']) {
      const secret = form.get(name);
      if (!secret || !copied.contents.includes(`"${secret}"`)) continue;
      const grant = grantOf(secret);
      // Signing out in a copy that has not been told yet ends the original all the same.
      if (grant && ledger.isSignedOutAfter(server.name, bornAt(grant))) continue;
      violate(`I6: a copy sent the ${name} of its original`);
    }
  }

  /** I2: a refresh token is used once, as far as the browser can know. */
  function checkRefresh(exchange: Exchange, token: string): void {
    const grant = grantOf(token);
    for (const earlier of refreshes.get(token) ?? []) {
      const { document, outcome } = earlier;
      if (outcome === 'unused') continue;
      const unknown = outcome === 'lost' || (outcome === 'under way' && document.life !== 'awake');
      if (!unknown && !sleptSinceCopy(document.tab, exchange.document.tab)) {
        violate(`I2: ${token} was sent again, after ${outcome}`);
      }
      if (grant) doubtful.add(grant);
    }
    refreshes.set(token, [...(refreshes.get(token) ?? []), exchange]);
  }

  function sleptSinceCopy(one: Tab, other: Tab): boolean {
    const [a, b] = [lineage(one), lineage(other)];
    if (one === other || a.at(-1) !== b.at(-1)) return false;
    const family = [...a, ...b];
    const since = Math.min(...family.map(({ copied }) => copied?.atStep ?? Number.POSITIVE_INFINITY));
    const slept = browser().documents.some(
      ({ tab, asleepAt, untoldUntil }) => family.includes(tab) && Math.max(asleepAt, untoldUntil) >= since,
    );
    return slept || family.some(({ emptyAt }) => emptyAt >= since);
  }

  function bornAt(grant: ServerGrant): number {
    return ledger.deliveries.find((delivery) => delivery.grant === grant)?.atStep ?? -1;
  }

  const ledger: Ledger = {
    deliveries: [],
    signOuts: [],
    foreignCodes: new Set(),
    verifiers: new Set(),
    sent(exchange, init) {
      const { url, form, to } = exchange;
      const headers = [...new Headers(init.headers).values()];
      checkRecipient(exchange, [url, String(init.body ?? ''), ...headers].join('\n'));
      checkCopy(exchange);
      const code = form.get('code');
      if (code) {
        const earlier = codes.get(code);
        if (earlier && !sleptSinceCopy(earlier, exchange.document.tab)) violate(`I6: ${code} was sent twice`);
        if (ledger.foreignCodes.has(code)) violate(`I6: ${code} of an attacker was sent`);
        codes.set(code, exchange.document.tab);
      }
      const refreshToken = form.get('refresh_token');
      if (to === 'token' && refreshToken) checkRefresh(exchange, refreshToken);
    },
    settled({ document, form, to, server, outcome, atStep }) {
      const secret = form.get('code') ?? form.get('refresh_token') ?? form.get('token') ?? '';
      const grant = server?.grantOf(secret);
      if (!grant) return;
      if (to === 'token' && outcome === 'lost') doubtful.add(grant);
      if (form.has('code') && outcome === 'granted') {
        ledger.deliveries.push({ grant, tab: document.tab, atStep });
      }
    },
    left(document, url, exchanges) {
      ledger.published(url, 'the address of a page');
      const underWay = exchanges.find(
        ({ document: sender, to, outcome }) =>
          sender === document && to === 'token' && outcome === 'under way',
      );
      // Signing out is bounded in time, and gives the refresh token back.
      if (underWay && new URL(url).pathname === '/authorize') {
        violate(`I3: document ${document.id} leaves while request ${underWay.id} is under way`);
      }
    },
    sleptSinceCopy,
    isInDoubt: (grant) => doubtful.has(grant),
    isSignedOutAfter: (server, step) =>
      ledger.signOuts.some((signOut) => signOut.server === server && signOut.atStep > step),
    published(text, where) {
      for (const [secret] of text.matchAll(SECRET)) violate(`I4: ${secret} is in ${where}`);
      for (const verifier of ledger.verifiers) {
        if (text.includes(verifier)) violate(`I4: a code verifier is in ${where}`);
      }
    },
  };
  return ledger;
}
