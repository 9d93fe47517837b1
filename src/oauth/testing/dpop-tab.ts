import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, vi } from 'vitest';
import { type AppSettings, createSession, dpop, type Session } from '../index.ts';
import { API, type DpopServersOptions, dpopServers } from './dpop-servers.ts';
import { type TestPlatform, testPlatform } from './platform.ts';
import { afterRedirect, SETTINGS } from './signing-in.ts';

/** Gives each test of a file its own databases. */
export function freshDatabases(): void {
  beforeEach(() => vi.stubGlobal('indexedDB', new IDBFactory()));
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
}

/** Creates the settings, as each document of the app does. */
export const settings = (demand: Parameters<typeof dpop>[0] = 'required') => ({
  ...SETTINGS,
  scopes: [],
  api: ['https://api.example'],
  dpop: dpop(demand),
});

export interface Tab {
  session: Session;
  platform: TestPlatform;
}

/** A tab before its sign-in. The servers have the clock of the tab's latest document. */
export function open(options: DpopServersOptions = {}): TestPlatform {
  const platform: TestPlatform = testPlatform(dpopServers(() => latest, options));
  let latest = platform;
  const { reload } = platform;
  const follow = (before: typeof reload) => (url?: string) => {
    latest = before(url);
    latest.reload = follow(latest.reload);
    return latest;
  };
  platform.reload = follow(reload);
  return platform;
}

/** Signs in, and returns the document that completed the sign-in. */
export async function signIn(options: DpopServersOptions = {}, made = settings): Promise<Tab> {
  const before = open(options);
  await createSession(made(), before).signIn();
  return finish(before, made());
}

/** Completes the sign-in of a tab in its next document. */
export async function finish(before: TestPlatform, made: AppSettings & { serverUrl: string }): Promise<Tab> {
  const platform = afterRedirect(before);
  const session = createSession(made, platform);
  await session.completeSignIn();
  return { session, platform };
}

export async function reloaded({ platform }: Tab): Promise<Tab> {
  const next = platform.reload('https://app.example/');
  const session = createSession(settings(), next);
  await session.restore();
  return { session, platform: next };
}

/** The thumbprint that the last authorization request named. */
export const jktOf = (platform: TestPlatform) =>
  new URL(platform.navigations.at(-1) ?? '').searchParams.get('dpop_jkt');

export const calls = ({ requests }: TestPlatform) => requests.filter(({ url }) => url.startsWith(API));
