import { HOME, startApp, startSession } from './app.ts';
import { runAll } from './event-loop.ts';
import { keptToken } from './invariants.ts';
import { leave } from './navigation.ts';
import type { World } from './world.ts';

/** Longer than the timeouts of navigations and requests, and longer than any wait that a server may demand. */
const WAITS_MS = [16_000, 11 * 60_000, 11 * 60_000, 16_000];

/** Repairs everything: the network is online, the servers behave, and every tab shows the app. */
async function repair(world: World): Promise<void> {
  const { browser, servers } = world;
  browser.online = true;
  browser.shared.full = false;
  browser.keys.fails = false;
  for (const verifier of Object.values(servers.a.dpop ?? {})) verifier.rotate(0);
  for (const tab of browser.tabs) {
    tab.storage.full = false;
    tab.leavingFor = undefined;
    const { current } = tab;
    if (current?.life === 'frozen') browser.wake(current);
    current?.hear('online');
    current?.hear('visible');
  }
  await runAll(world, 1);
  for (const tab of browser.tabs) {
    const { current } = tab;
    if (current?.life === 'awake' && current.sessions.size === 2) continue;
    const url = current?.platform.href() ?? HOME;
    leave(world, current, false);
    startApp(world, browser.open(tab, url), 0);
  }
  await runAll(world, 2);
  for (const waitMs of WAITS_MS) {
    browser.nowMs += waitMs;
    await runAll(world, 3);
  }
}

/** Liveness: every session is signed in with a token that its server accepts, or has ended. */
async function checkSessions(world: World): Promise<void> {
  for (const { current, id, wasFull } of world.browser.tabs) {
    for (const server of Object.values(world.servers)) {
      if (!current) continue;
      const session = startSession(world, current, server.name);
      const { status } = session.getSnapshot();
      const where = `tab ${id} is "${status}" with ${server.name}`;
      const isSettled = ['signed-in', 'signed-out', 'failed'].includes(status);
      const holds = keptToken(current.tab, server) !== undefined;
      // A failed sign-in is shown even while an earlier grant continues.
      const mayFail = status === 'failed' && current.failedSignIns.has(server.name);
      // If a document was frozen while a copy took over its tab, the document does not touch the grant of the tab.
      const mayLeave = world.browser.tabs.some((other) => world.ledger.sleptSinceCopy(current.tab, other));
      if (!isSettled || (holds && status !== 'signed-in' && !mayFail && !mayLeave)) {
        world.violate(`liveness: ${where} at the end`);
      }
      if (status !== 'signed-in') continue;
      let result: { token?: string | undefined } | undefined;
      session.accessToken().then(
        (token) => {
          result = { token };
        },
        () => {
          result = {};
        },
      );
      await runAll(world, 4);
      if (!result) world.violate(`liveness: ${where}, and accessToken() never settles`);
      const { token } = result ?? {};
      const after = session.getSnapshot().status;
      const ended = after === 'signed-out';
      if (ended ? token : !token || !server.accepts(token))
        world.violate(`I5: ${where}, then "${after}", and its access token does not fit that state`);
      if (!wasFull && !ended && !keptToken(current.tab, server))
        world.violate(`I5: ${where} and stores no grant`);
    }
  }
}

/** I1: no grant from before a sign-out is live or stored. */
function checkSignOuts({ ledger, network, servers, browser, violate }: World): void {
  // A revocation that is lost in transit or refused by a busy server leaves its grant live: a documented limit.
  const unserved = network.exchanges.filter(({ to, served }) => to === 'revocation' && !served);
  const unrevoked = unserved.map(({ server, form }) => server?.grantOf(form.get('token') ?? ''));
  for (const { grant, atStep, tab } of ledger.deliveries) {
    const after = ledger.signOuts.filter(
      (signOut) => signOut.server === grant.server && signOut.atStep > atStep,
    );
    const reached = after.some((signOut) => signOut.isMarked && signOut.atStep > browser.clearedAt);
    if (!reached) continue;
    const keeper = browser.tabs.find(
      (kept) => servers[grant.server].grantOf(keptToken(kept, servers[grant.server]) ?? '') === grant,
    );
    if (keeper) violate(`I1: tab ${keeper.id} keeps ${grant.newest} from before a sign-out`);
    // If a copy got the lock before its original, the copy counts as the original, whose grants are not revoked.
    if (browser.tabs.some((other) => ledger.sleptSinceCopy(tab, other))) continue;
    if (grant.ended || unrevoked.includes(grant) || tab.wasFull) continue;
    violate(`I1: ${grant.newest} of tab ${tab.id} is live after a sign-out`);
  }
}

/** I8: no key of a grant is stored after a sign-out or a final refusal. */
function checkKeys({ browser: { keys, tabs, clearedAt }, ledger, violate }: World): void {
  const reached = ledger.signOuts.filter(({ isMarked, atStep }) => isMarked && atStep > clearedAt);
  // If an original could not reply to its copy, both may have a grant, and the records of one of them are deleted.
  const signedOut = reached
    .flatMap((signOut) => signOut.keys)
    .filter(({ tab }) => !tabs.some((other) => ledger.sleptSinceCopy(tab, other)));
  for (const jkt of [...signedOut.map((key) => key.jkt), ...ledger.refusedKeys]) {
    if (!keys.pairs.has(jkt) || keys.undeleted.has(jkt)) continue;
    violate(`I8: the key ${jkt} is still stored after the end of its grant`);
  }
}

/** Ends a schedule, and checks the rules for its end. */
export async function finish(world: World): Promise<void> {
  await repair(world);
  await checkSessions(world);
  checkSignOuts(world);
  checkKeys(world);
}
