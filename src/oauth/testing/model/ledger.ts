import { createHash } from 'node:crypto';
import { lineage } from './browser.ts';
import type { Exchange } from './exchange.ts';
import type { Browser, ModelDocument, Tab } from './model.ts';
import { createProofRules, type ProofRules } from './proof-rules.ts';
import { createPushRules, type PushRules } from './push-rules.ts';
import type { ServerGrant, ServerModel, ServerName } from './server.ts';

/** A grant that this browser received for a code, the tab that received it, and the step. */
export interface Delivery {
  readonly grant: ServerGrant;
  readonly tab: Tab;
  /** The step at which the code was sent. */
  readonly atStep: number;
}

export interface SignOut {
  readonly server: ServerName;
  readonly atStep: number;
  /** Whether the browser stored a mark for suspended tabs. */
  isMarked: boolean;
  /** The tabs that had a grant with a key, and the thumbprint of each key. */
  readonly keys: readonly { readonly tab: Tab; readonly jkt: string }[];
}

/** Records where each secret was sent, and what the browser knows about it. */
export interface Ledger {
  readonly deliveries: Delivery[];
  readonly signOuts: SignOut[];
  readonly proofs: ProofRules;
  readonly pushes: PushRules;
  /** The keys of grants that the server refused for good, if a document has received the refusal. */
  readonly refusedKeys: Set<string>;
  /** The codes of an attacker. */
  readonly foreignCodes: Set<string>;
  sent(exchange: Exchange, init: RequestInit): void;
  settled(exchange: Exchange): void;
  /** Called when a document navigates to a page of a server. */
  navigated(document: ModelDocument, url: string, exchanges: readonly Exchange[]): void;
  /** Whether a response for the grant was lost, or a frozen document and a copy of its tab both used it. */
  isInDoubt(grant: ServerGrant): boolean;
  isSignedOutAfter(server: ServerName, step: number): boolean;
  /** Whether two tabs are copies, and one slept or left after that: it cannot reply, which is a documented limit. */
  sleptSinceCopy(one: Tab, other: Tab): boolean;
  /** Checks text that leaves the tab in another way than in a request. */
  published(text: string, where: string): void;
}

const SECRET = /(code|refresh|access|reference)-([ab])-\d+/g;
/** For each kind of secret, the endpoints of its issuer that may get it. References go only into page addresses. */
const RECIPIENTS: Record<string, readonly Exchange['to'][]> = {
  code: ['token'],
  refresh: ['token', 'revocation'],
  access: ['revocation', 'resource'],
  reference: [],
};
const CHALLENGE = /\bcode_challenge=([\w-]{43})/g;
const VERIFIER = /[\w.~-]{43,128}/g;

export function createLedger(
  servers: readonly ServerModel[],
  browser: () => Browser,
  violate: (rule: string) => void,
): Ledger {
  const refreshes = new Map<string, Exchange[]>();
  const codes = new Map<string, Exchange>();
  const keys = { keys: () => browser().keys, now: () => browser().nowMs };
  const doubtful = new Set<ServerGrant>();
  const challenges = new Set<string>();
  const grantOf = (secret: string) => servers.map((server) => server.grantOf(secret)).find(Boolean);

  /** Whether a text contains the verifier of any challenge that was sent so far, or of a challenge in the text. */
  function hasVerifier(text: string): boolean {
    for (const [, challenge = ''] of text.matchAll(CHALLENGE)) challenges.add(challenge);
    return [...text.matchAll(VERIFIER)].some(([value]) =>
      challenges.has(createHash('sha256').update(value).digest('base64url')),
    );
  }

  /** I4: a secret of one server is sent only to the right endpoint of that server. */
  function checkRecipient({ url, to, server }: Exchange, sent: string): void {
    for (const [secret, kind = '', issuer] of sent.matchAll(SECRET)) {
      if (server?.name !== issuer || !RECIPIENTS[kind]?.includes(to))
        violate(`I4: ${secret} was sent to ${url}`);
    }
    if (to !== 'token' && hasVerifier(sent)) violate(`I4: a code verifier was sent to ${url}`);
  }

  /** I6: a copy does not use the records in its storage while the original owns its tab. */
  function checkCopy({ document, form, server, proof, headers }: Exchange): void {
    const { copied } = document.tab;
    const holder = copied?.holder;
    if (!copied || !server || holder?.life !== 'awake' || !holder.lock || holder.asleepAt >= copied.atStep)
      return;
    const secrets = {
      'refresh token': form.get('refresh_token'),
      'token to revoke': form.get('token'),
      'code verifier': form.get('code_verifier'),
      key: proof?.jkt,
    };
    const presented = form.get('refresh_token') ?? headers.get('Authorization')?.split(' ')[1] ?? '';
    for (const [name, secret] of Object.entries(secrets)) {
      if (!secret || !copied.contents.includes(`"${secret}"`)) continue;
      const grant = grantOf(name === 'key' ? presented : secret);
      // A sign-out in an undetected copy also ends the grant of the original.
      if (grant && ledger.isSignedOutAfter(server.name, deliveredAt(grant))) continue;
      violate(`I6: a copy sent the ${name} of its original`);
    }
  }

  /** I2: a refresh token is used once, as far as the browser knows. */
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

  const isSignedOutAfter = (server: ServerName, step: number): boolean =>
    ledger.signOuts.some((signOut) => signOut.server === server && signOut.atStep > step);

  const deliveredAt = (grant: ServerGrant): number =>
    ledger.deliveries.find((delivery) => delivery.grant === grant)?.atStep ?? -1;

  const ledger: Ledger = {
    deliveries: [],
    signOuts: [],
    proofs: createProofRules(keys, violate),
    pushes: createPushRules(browser, isSignedOutAfter, violate),
    refusedKeys: new Set(),
    foreignCodes: new Set(),
    sent(exchange, init) {
      const { url, form, to, headers } = exchange;
      checkRecipient(exchange, [url, String(init.body ?? ''), ...headers.values()].join('\n'));
      ledger.proofs.sent(exchange);
      ledger.pushes.sent(exchange);
      checkCopy(exchange);
      const code = form.get('code');
      if (code) {
        const earlier = codes.get(code);
        const isCopy = earlier && sleptSinceCopy(earlier.document.tab, exchange.document.tab);
        if (earlier && !isCopy && !exchange.isRepetition) violate(`I6: ${code} was sent twice`);
        if (ledger.foreignCodes.has(code)) violate(`I6: ${code} of an attacker was sent`);
        codes.set(code, exchange);
      }
      const refreshToken = form.get('refresh_token');
      if (to === 'token' && refreshToken) checkRefresh(exchange, refreshToken);
    },
    settled(exchange) {
      const { document, form, to, server, outcome, atStep } = exchange;
      ledger.proofs.settled(exchange);
      const grant = server?.grantOf(form.get('code') ?? form.get('refresh_token') ?? form.get('token') ?? '');
      if (!grant) return;
      if (to === 'token' && outcome === 'lost') doubtful.add(grant);
      // A document whose code is refused does not count: it knows of no grant, and may share the code with a copy.
      if (outcome === 'refused' && form.has('refresh_token') && grant.jkt) ledger.refusedKeys.add(grant.jkt);
      if (form.has('code') && outcome === 'granted') {
        ledger.deliveries.push({ grant, tab: document.tab, atStep });
      }
    },
    navigated(document, href, exchanges) {
      const url = new URL(href);
      const server = servers.find(({ issuer }) => issuer === url.origin);
      if (!server || url.pathname !== '/authorize') {
        ledger.published(href, 'the address of a page');
        return;
      }
      ledger.pushes.navigated(document, url, server);
      ledger.proofs.navigated(server, server.requestAt(url) ?? url.searchParams);
      // Only this parameter may contain a reference, and `push-rules.ts` checks it.
      url.searchParams.delete('request_uri');
      ledger.published(url.href, 'the address of a page');
      const underWay = exchanges.find(
        ({ document: sender, to, outcome }) =>
          sender === document && to === 'token' && outcome === 'under way',
      );
      // Only a sign-out, which waits for a limited time, may leave the document during a request.
      if (underWay) violate(`I3: document ${document.id} leaves while request ${underWay.id} is under way`);
    },
    sleptSinceCopy,
    isInDoubt: (grant) => doubtful.has(grant),
    isSignedOutAfter,
    published(text, where) {
      for (const [secret] of text.matchAll(SECRET)) violate(`I4: ${secret} is in ${where}`);
      if (hasVerifier(text)) violate(`I4: a code verifier is in ${where}`);
    },
  };
  return ledger;
}
