import type { SessionState } from '../../index.ts';
import { isRelated, lineage } from './browser.ts';
import type { Delivery } from './ledger.ts';
import type { ModelDocument, Tab } from './model.ts';
import type { ServerGrant, ServerModel } from './server.ts';
import type { World } from './world.ts';

/** The rules that hold after every step and at the end. Violations go to `world.violations`. */
export interface Invariants {
  check(): void;
}

/** Returns the stored refresh token of a server in a tab. */
export const keptToken = ({ storage }: Tab, { serverUrl }: ServerModel): string | undefined =>
  keptRecord(storage, serverUrl).refreshToken;

/** Returns the thumbprint of the key that the stored grant of a server in a tab is bound to. */
export const keptKey = ({ storage }: Tab, { serverUrl }: ServerModel): string | undefined =>
  keptRecord(storage, serverUrl).dpopJkt;

function keptRecord(storage: Tab['storage'], serverUrl: string): { refreshToken?: string; dpopJkt?: string } {
  const stored = storage.getItem(`oauth:grant:${serverUrl}`);
  return stored ? JSON.parse(stored) : {};
}

export function watchInvariants(world: World): Invariants {
  const { browser, servers, ledger, network } = world;
  let heldBefore = new Map<ServerGrant, Set<Tab>>();

  /** I3: a grant that no tab holds any more has ended for a known reason. */
  function checkLosses(): void {
    const held = new Map<ServerGrant, Set<Tab>>();
    for (const tab of browser.tabs) {
      for (const server of Object.values(servers)) {
        const token = keptToken(tab, server) ?? '';
        if (server.downgraded.has(token))
          world.violate(`I7: ${token} is stored, although its server called it a bearer token`);
        const grant = server.grantOf(token);
        if (grant) held.set(grant, (held.get(grant) ?? new Set()).add(tab));
      }
    }
    for (const [grant, tabs] of heldBefore) {
      const delivery = ledger.deliveries.find((found) => found.grant === grant);
      if (held.has(grant) || !delivery || isExplained(delivery, tabs)) continue;
      const why = grant.ended ? `its server ended it: ${grant.ended}` : 'its server still accepts it';
      world.violate(`I3: the grant ${grant.newest} of tab ${[...tabs].map(({ id }) => id)} was lost; ${why}`);
    }
    heldBefore = held;
  }

  function isExplained({ grant, atStep }: Delivery, tabs: Set<Tab>): boolean {
    const related = browser.tabs.filter((tab) => [...tabs].some((holder) => isRelated(tab, holder)));
    return (
      grant.ended === 'refused' ||
      Boolean(grant.misnamed) ||
      browser.keys.lost.has(grant.jkt ?? '') ||
      (grant.ended === 'reuse' && ledger.isInDoubt(grant)) ||
      ledger.isSignedOutAfter(grant.server, atStep) ||
      related.some(({ wasFull }) => wasFull) ||
      related.some((one) => related.some((other) => ledger.sleptSinceCopy(one, other))) ||
      ledger.deliveries.some(
        (other) =>
          other.grant.server === grant.server &&
          other.atStep > atStep &&
          [...tabs].some((tab) => lineage(tab).includes(other.tab)),
      )
    );
  }

  /** I5: the snapshot shows the real state. */
  function checkSnapshot(document: ModelDocument, server: ServerModel, state: SessionState): void {
    const { tab } = document;
    const holds = keptToken(tab, server) !== undefined;
    const report = (what: string) =>
      world.violate(`I5: document ${document.id} is "${state.status}" with ${server.name} ${what}`);
    const mayHoldInMemory = tab.wasFull;
    if ((state.status === 'signed-in' || state.status === 'refreshing') && !holds && !mayHoldInMemory) {
      report('and holds no grant');
    }
    // Before it holds its lock, a document does not know whether it owns the stored grant.
    const isOwn = holds && (document.lock !== undefined || !browser.hasLocks);
    if ((state.status === 'signed-out' || state.status === 'signing-out') && isOwn)
      report('and holds a grant');
    checkReason(document, server, state, report);
    ledger.pushes.reported(document, server, state);
    if (state.status === 'redirecting' && !tab.leavingFor) report('and navigates nowhere');
    const retryAtMs = state.status === 'failed' ? state.retryAtMs : undefined;
    const postponed = state.status === 'signed-in' ? state.postponed?.retryAtMs : retryAtMs;
    if (postponed === undefined) return;
    if (!holds && !mayHoldInMemory) report('and waits for a retry, but holds no grant');
    const underWay = network.exchanges.some(
      ({ document: of, server: asked, phase, form }) =>
        of === document && asked === server && phase !== 'settled' && form.has('refresh_token'),
    );
    // A retry with DPoP reads its key first.
    const isReadingKey = document.tasks.some(({ source }) => source === 'IndexedDB');
    // After Back, a retry first waits for the lock of its document, and for the timer after a theft of that lock.
    const waitsForTimer = document.dueTimes().some((atMs) => atMs <= browser.nowMs);
    const waitsForLock = browser.hasLocks && (document.lock === undefined || waitsForTimer);
    if (!underWay && !isReadingKey && !waitsForLock && !document.dueTimes().includes(postponed))
      report('and waits for a retry that is not scheduled');
  }

  /** I5: the shown reason for a sign-out is the real one. */
  function checkReason(
    { tab }: ModelDocument,
    { name, grants }: ServerModel,
    state: SessionState,
    report: (what: string) => void,
  ): void {
    if (state.status !== 'signed-out') return;
    const isCopyOrCopied = tab.copied || browser.tabs.some(({ copied }) => copied?.from === tab);
    const mayBe = {
      'not-signed-in': true,
      'signed-out': ledger.isSignedOutAfter(name, -1),
      // In the model, each sign-out also ends the session at the provider.
      'signed-out-locally': false,
      'signed-out-in-another-tab': ledger.isSignedOutAfter(name, -1),
      'session-ended':
        grants.some(({ ended, misnamed, jkt = '' }) => ended ?? misnamed ?? browser.keys.lost.has(jkt)) ||
        // Another tab that has the same grant may have replaced the grant, and deleted the key of the grant.
        browser.tabs.some((other) => ledger.sleptSinceCopy(tab, other)),
      'duplicated-tab': isCopyOrCopied,
    };
    if (!mayBe[state.reason]) report(`because of "${state.reason}", which did not happen`);
  }

  /** I1: a document that was awake at a sign-out, and has processed all messages, stores no grant. */
  function checkNotified({ tab, openedAt, asleepAt, tasks }: ModelDocument): void {
    if (tasks.some(({ source }) => source.startsWith('message'))) return;
    for (const { grant, atStep } of ledger.deliveries) {
      const server = servers[grant.server];
      const isNotified = ledger.signOuts.some(
        (signOut) =>
          signOut.server === grant.server &&
          signOut.isMarked &&
          signOut.atStep > Math.max(atStep, openedAt, asleepAt, world.browser.clearedAt),
      );
      if (isNotified && server.grantOf(keptToken(tab, server) ?? '') === grant) {
        world.violate(`I1: tab ${tab.id} was notified of the sign-out and stores ${grant.newest}`);
      }
    }
  }

  return {
    check() {
      checkLosses();
      ledger.proofs.check();
      ledger.pushes.check();
      for (const [key, value] of browser.shared.entries) ledger.published(value, `localStorage ${key}`);
      for (const { current } of browser.tabs) {
        if (current?.life !== 'awake') continue;
        checkNotified(current);
        for (const [name, session] of current.sessions) {
          checkSnapshot(current, servers[name], session.getSnapshot());
        }
      }
    },
  };
}
