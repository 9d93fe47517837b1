import type { Session } from '../../index.ts';
import { runAll } from './event-loop.ts';
import { keptKey } from './invariants.ts';
import type { SignOut } from './ledger.ts';
import type { Tab } from './model.ts';
import { commit } from './navigation.ts';
import { resourceOf } from './network.ts';
import type { ServerModel, ServerName } from './server.ts';
import { type Act, type Step, sessionOf } from './step.ts';
import type { World } from './world.ts';

export const sessionActions = {
  'sign in': (world, step) => {
    const found = sessionOf(world, step);
    if (!found) return undefined;
    signIn(found, step.server);
    return `sign in to ${step.server} in tab ${found.tab.id}`;
  },
  'step up': (world, step) => {
    const found = sessionOf(world, step);
    if (!found) return undefined;
    if (found.session.getSnapshot().status === 'refreshing') world.occurred('step-up during a refresh');
    const scope = `more-${step.choice % 3}`;
    found.session.stepUp([scope], '/here').catch(() => {});
    return `step up to ${scope} at ${step.server} in tab ${found.tab.id}`;
  },
  'leave for the server': async (world, step) => {
    const found = sessionOf(world, step);
    if (!found) return undefined;
    const scope = signInOrStepUp(found, step);
    await runAll(world, step.choice);
    if (!found.tab.leavingFor) return undefined;
    if (scope) world.occurred('step-up');
    commit(world, found.tab, step.choice % 3 === 0);
    return `tab ${found.tab.id} leaves for ${step.server}${scope ? ` to step up to ${scope}` : ''}`;
  },
  call: (world, step) => {
    const found = sessionOf(world, step);
    if (!found) return undefined;
    call(world, found.session, step.server);
    return `call ${step.server} in tab ${found.tab.id}`;
  },
  refresh: (world, step) => {
    const found = sessionOf(world, step);
    if (!found) return undefined;
    found.session.refresh().catch(() => {});
    return `refresh the grant of ${step.server} in tab ${found.tab.id}`;
  },
  'sign out': (world, step) => {
    const found = sessionOf(world, step);
    if (!found) return undefined;
    const { browser, ledger } = world;
    if (browser.documents.some(({ life }) => life === 'frozen' || life === 'cached')) {
      world.occurred('sign-out while a document is asleep');
    }
    if (browser.tabs.length > 1) world.occurred('sign-out with several tabs');
    const { status } = found.session.getSnapshot();
    if (status === 'refreshing' || status === 'exchanging') world.occurred(`sign-out while ${status}`);
    const isPushing = world.network.exchanges.some(
      ({ document, server, to, phase }) =>
        document === found.tab.current &&
        server?.name === step.server &&
        to === 'pushed request' &&
        phase !== 'settled',
    );
    if (isPushing) world.occurred('sign-out while pushing a request');
    const mark = () => browser.shared.getItem(`oauth:sign-out:${world.servers[step.server].serverUrl}`);
    const before = mark();
    const keys = browser.tabs.flatMap((tab) => {
      const jkt = keptKey(tab, world.servers[step.server]);
      return jkt ? [{ tab, jkt }] : [];
    });
    const signOut: SignOut = { server: step.server, atStep: browser.step, isMarked: false, keys };
    ledger.signOuts.push(signOut);
    void found.session.signOut();
    signOut.isMarked = mark() !== before;
    if (before !== null && !signOut.isMarked) {
      world.violate('I1: a sign-out wrote no new mark of a sign-out');
    }
    return `sign out of ${step.server} in tab ${found.tab.id}`;
  },
} satisfies Record<string, Act>;

/** Starts a sign-in or a step-up. @returns the scope of a step-up. */
export function signInOrStepUp(
  found: { tab: Tab; session: Session },
  { choice, server }: Step,
): string | undefined {
  const scope = choice & 1 ? `more-${choice % 3}` : undefined;
  if (scope) found.session.stepUp([scope], '/here').catch(() => {});
  else signIn(found, server);
  return scope;
}

/** Starts a sign-in, and records a failure to start. */
export function signIn(
  { tab: { current }, session }: { tab: Tab; session: Session },
  server: ServerName,
): void {
  void session.signIn('/here').then(() => {
    if (session.getSnapshot().status === 'failed') current?.failedSignIns.add(server);
  });
}

/** Gets an access token as an app does, and refreshes it once if the server refuses it. */
function call(world: World, session: Session, server: ServerName): void {
  const { browser, ledger, servers } = world;
  const began = browser.step;
  const accepted = (token: string | undefined) => {
    const grant = token && servers[server].grantOf(token);
    if (!grant) return;
    const delivery = ledger.deliveries.find((found) => found.grant === grant);
    const isSignedOut = ledger.signOuts.some(
      ({ server: of, atStep, isMarked }) =>
        of === server &&
        isMarked &&
        atStep > world.browser.clearedAt &&
        atStep < began &&
        atStep > (delivery?.atStep ?? began),
    );
    if (isSignedOut) world.violate(`I1: ${token} was handed out after a sign-out`);
    if (servers[server].downgraded.has(token))
      world.violate(`I7: ${token} was handed out, although its server called it a bearer token`);
  };
  session
    .accessToken()
    .then(async (token) => {
      accepted(token);
      world.occurred('the app gets an access token');
      if (!token || (await isServed(session, servers[server], token))) return undefined;
      world.occurred('a call is refused with 401');
      return session.refresh(token).then(accepted);
    })
    .catch(() => {});
}

/** Presents an access token. For a bearer token, no request is sent: the server judges only its value. */
async function isServed(session: Session, server: ServerModel, accessToken: string): Promise<boolean> {
  if (!server.dpop) return server.accepts(accessToken);
  return (await session.presenting(accessToken)(resourceOf(server), {})).status !== 401;
}
