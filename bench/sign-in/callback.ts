import type { Browser, Page } from 'playwright';
import { APP, ISSUER, MCP_SERVER } from '../../e2e/real/addresses.ts';
import type { AppServer } from './app-server.ts';
import { MARKS } from './clients/marks.ts';
import type { NetworkRequest, SlowNetwork } from './network.ts';

/** The measurements of one callback. Times are in milliseconds since the navigation to the callback started. */
export interface CallbackRun {
  /** When the first script started. */
  runningMs: number;
  tokenMs: number;
  /** When the chunk with the MCP client was loaded. */
  toolsLoadedMs: number;
  resultMs: number;
  requests: CallbackRequest[];
}

export type Purpose = 'document' | 'script' | 'MCP client' | 'discovery' | 'token' | 'tool' | 'preflight';

export interface CallbackRequest extends Pick<NetworkRequest, 'heldMs' | 'serverMs'> {
  purpose: Purpose;
  /** When the request reached the network. */
  atMs: number;
}

export interface Surroundings {
  browser: Browser;
  network: SlowNetwork;
  app: AppServer;
}

/** Signs in in a new browser profile, and measures the callback. @throws Error if the callback fails. */
export function runCallback(surroundings: Surroundings): Promise<CallbackRun> {
  return withCallback(surroundings, async (page, callbackUrl) => {
    await page.goto(callbackUrl);
    const { failed, startedAtMs, ...times } = await outcome(page);
    if (failed) throw new Error(failed);
    const requests = surroundings.network.take();
    const scripts = requests.filter(({ address }) => address.startsWith(`${APP}/assets/`));
    return {
      ...times,
      requests: requests.map((request) => ({
        purpose: purposeOf(request, scripts),
        atMs: request.receivedAtMs - startedAtMs,
        heldMs: request.heldMs,
        serverMs: request.serverMs,
      })),
    };
  });
}

function purposeOf(request: NetworkRequest, scripts: readonly NetworkRequest[]): Purpose {
  if (request.method === 'OPTIONS') return 'preflight';
  if (request === scripts[0]) return 'script';
  if (scripts.includes(request)) return 'MCP client';
  if (request.address.startsWith(APP)) return 'document';
  if (request.address === `${ISSUER}/token`) return 'token';
  return request.address === MCP_SERVER && request.method === 'POST' ? 'tool' : 'discovery';
}

export interface Conduct {
  /** The number of requests before the redirect, without the documents and scripts of the client's own page. */
  requestsBeforeRedirect: number;
  /** Whether the client asks the MCP server for its authorization server (RFC 9728). */
  discoversFromServer: boolean;
  /** Whether the client keeps back the code if the response has the wrong `state` (RFC 6749 §10.12). */
  refusesForgedState: boolean;
  /** Whether the client keeps back the code if the response names another issuer (RFC 9207). */
  refusesForgedIssuer: boolean;
}

export async function watchConduct(surroundings: Surroundings): Promise<Conduct> {
  let discoversFromServer = false;
  let requestsBeforeRedirect = Number.NaN;
  const refuses = (parameter: string, forged: string) =>
    withCallback(surroundings, async (page, callbackUrl, before) => {
      const left = before.findIndex(({ address }) => address === `${ISSUER}/auth`);
      requestsBeforeRedirect = before.slice(0, left).filter(({ address }) => !address.startsWith(APP)).length;
      discoversFromServer = before.some(({ address }) => address.startsWith(new URL(MCP_SERVER).origin));
      const url = new URL(callbackUrl);
      url.searchParams.set(parameter, forged);
      await page.goto(url.href);
      await outcome(page);
      return !surroundings.network.take().some(({ address }) => address === `${ISSUER}/token`);
    });
  const refusesForgedState = await refuses('state', 'forged');
  const refusesForgedIssuer = await refuses('iss', 'https://attacker.example');
  return { requestsBeforeRedirect, discoversFromServer, refusesForgedState, refusesForgedIssuer };
}

/** Signs in, holds the redirect, and calls `use` with the page, the callback URL and the requests. */
async function withCallback<T>(
  { browser, network, app }: Surroundings,
  use: (page: Page, callbackUrl: string, before: NetworkRequest[]) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const callback = app.holdCallback();
    network.take();
    await page.goto(`${APP}/`, { waitUntil: 'commit' });
    await page.getByPlaceholder('Enter any login').fill('ada');
    await page.getByPlaceholder('and password').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    const callbackUrl = await callback;
    await page.waitForLoadState();
    return await use(page, callbackUrl, network.take());
  } finally {
    await context.close();
  }
}

/** Waits until the page has finished, and returns its marks. */
async function outcome(page: Page) {
  await page.waitForFunction(
    ({ result, failed }) =>
      performance.getEntriesByName(result)[0] ?? performance.getEntriesByName(failed)[0],
    MARKS,
  );
  return page.evaluate(({ running, token, toolsLoaded, result, failed }) => {
    const at = (name: string) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN;
    const [failure] = performance.getEntriesByName(failed);
    return {
      runningMs: at(running),
      tokenMs: at(token),
      toolsLoadedMs: at(toolsLoaded),
      resultMs: at(result),
      startedAtMs: performance.timeOrigin,
      failed: failure instanceof PerformanceMark ? String(failure.detail) : undefined,
    };
  }, MARKS);
}
