import { HOME } from './app.ts';
import type { Tab } from './model.ts';
import { commit, leave, open } from './navigation.ts';
import type { ServerModel } from './server.ts';
import { type Act, pick, tabOf } from './step.ts';
import type { World } from './world.ts';

export const isAuthorizing = ({ away }: Tab): boolean => away?.pathname === '/authorize';

const serverAt = ({ servers }: World, { origin }: URL): ServerModel | undefined =>
  Object.values(servers).find(({ issuer }) => issuer === origin);

/** The user consents at a server, and the tab opens the response. */
export function approve(world: World, tab: Tab, subject: string, choice: number): string {
  const { away = new URL(HOME) } = tab;
  const server = serverAt(world, away);
  const request = server?.open(away);
  // A server cannot redirect without a request, so the user opens the app again.
  const callback = (request && server?.authorize(request, subject)) ?? HOME;
  world.callbacks.push(callback);
  open(world, tab, callback, choice);
  return `${subject} agrees at ${away.origin} in tab ${tab.id}, which opens ${callback}`;
}

const USERS = ['ada', 'ada', 'ada', 'grace'];

/** Actions at the page of a server, and at the redirect URI. */
export const serverActions = {
  'commit navigation': (world, step) => {
    const tab = tabOf(world, step, ({ leavingFor, current }) => leavingFor && current?.life === 'awake');
    if (!tab) return undefined;
    const cached = step.choice % 3 === 0;
    const url = tab.leavingFor;
    commit(world, tab, cached);
    return `tab ${tab.id} leaves for ${url?.origin}${url?.pathname}${cached ? ', kept in the back/forward cache' : ''}`;
  },
  agree: (world, step) => {
    const tab = tabOf(world, step, isAuthorizing);
    if (!tab) return undefined;
    const user = pick(USERS, step.choice) ?? '';
    if (user === 'grace') world.occurred('another user signs in');
    return approve(world, tab, user, step.choice >> 2);
  },
  deny: (world, step) => {
    const tab = tabOf(world, step, isAuthorizing);
    if (!tab?.away) return undefined;
    const { origin: iss } = tab.away;
    const request = serverAt(world, tab.away)?.open(tab.away);
    if (!request) return undefined;
    const response = { error: 'access_denied', state: request.get('state') ?? '', iss };
    open(world, tab, `${HOME}callback?${new URLSearchParams(response)}`, step.choice);
    world.occurred('a sign-in is denied');
    return `the user denies the sign-in at ${iss} in tab ${tab.id}`;
  },
  'open a forged callback': (world, step) => {
    const tab = tabOf(world, step, () => true);
    if (!tab) return undefined;
    const server = world.servers[step.server];
    const code = server.foreignCode();
    world.ledger.foreignCodes.add(code);
    leave(world, tab.current, false);
    open(
      world,
      tab,
      `${HOME}callback?${new URLSearchParams({ code, state: 'forged', iss: server.issuer })}`,
      step.choice,
    );
    world.occurred('a forged callback is opened');
    return `tab ${tab.id} opens a callback with the code of an attacker`;
  },
  'open a callback again': (world, step) => {
    const tab = tabOf(world, step, () => true);
    const callback = pick(world.callbacks, step.choice);
    if (!tab || !callback) return undefined;
    leave(world, tab.current, false);
    open(world, tab, callback, step.choice);
    world.occurred('a callback is opened again');
    return `tab ${tab.id} opens ${callback} once more`;
  },
} satisfies Record<string, Act>;
