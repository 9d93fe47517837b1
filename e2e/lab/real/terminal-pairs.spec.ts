import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright/test';
import { test as base, expect } from '../../fixtures.ts';
import {
  APP,
  CLIENT_ID,
  HOSTILE_MCP_SERVERS,
  MCP_SERVER,
  REGISTERING_ISSUER,
  REGISTERING_MCP_SERVER,
  TERMINAL_CLIENT_ID,
} from '../../real/addresses.ts';
import { allowAtRegisteringServer } from '../../real/registering-page.ts';
import { type Endpoint, misbehaviours } from '../../real/servers/hostile/misbehaviours.ts';
import { SIGNING_IN, startCheck } from '../terminal.ts';
import {
  checkInPage,
  expectSameResults,
  type Results,
  resultsInPage,
  resultsInTerminal,
} from './both-checks.ts';
import { atOidcProvider, DPOP_PROBES, listenerPage, probe, TOKEN_IN_QUERY } from './page-probes.ts';

const test = base.extend<{ personWho(signIn: Person['signIn']): Person }>({
  personWho: async ({ page, allowedOrigins }, use) => {
    await use((signIn) => ({ page, allowedOrigins, signIn }));
  },
  page: async ({ page, watch }, use) => {
    // In most of these tests, servers refuse requests. Chromium logs an error for each refusal.
    watch.allowConsoleError(/Failed to load resource|CORS policy|Content Security Policy|status of \d{3}/);
    // The servers are on this machine, so the app has to work even if the machine has no network.
    await page.addInitScript(() => Object.defineProperty(navigator, 'onLine', { get: () => true }));
    await use(page);
  },
});

/** How the user signs in at a server, in the browser of the test. */
interface Person {
  page: Page;
  /** The origins to which the test may send requests. The test adds the origin of each listener. */
  allowedOrigins: string[];
  /** Signs in at the page of the server. Returns `false` if no response can arrive at the listener. */
  signIn(page: Page): Promise<boolean>;
}

/** Runs the probes in the terminal. @returns the result of every rule. */
async function terminalResults(
  url: string,
  json: string,
  { page, allowedOrigins, signIn }: Person,
  ...args: string[]
): Promise<Results> {
  const check = startCheck(url, ...SIGNING_IN, '--json', json, ...args);
  for await (const address of check.addresses) {
    allowedOrigins.push(new URL(new URL(address).searchParams.get('redirect_uri') ?? '').origin);
    await page.goto(address);
    // If the server shows its own page and does not redirect, the user interrupts the check.
    if (!(await signIn(page))) check.interrupt();
  }
  await check.ended;
  return resultsInTerminal(await readFile(json, 'utf8'));
}

const PROBES = [
  'The correct request',
  'A wrong verifier',
  'No verifier',
  'The same code twice',
  'The method plain',
  'A challenge without a method',
  'No challenge',
  'Another redirect URI with the code',
  'An unknown resource',
  'Another resource with the code',
  'No resource',
  'A replaced refresh token',
  'A later correct request',
  'Cookies across origins',
];

/** Page and terminal agree on each rule, and both tested most rules: two empty checks would agree, too. */
async function expectAgreement(inTerminal: Results, page: Page): Promise<void> {
  expectSameResults(inTerminal, await resultsInPage(page));
  expect(inTerminal['wrong-verifier-refused']).toBe('kept');
  expect(Object.values(inTerminal).filter((result) => result !== 'not tested').length).toBeGreaterThan(55);
}

test('page and terminal agree about oidc-provider', async ({ page, personWho, watch }, testInfo) => {
  test.setTimeout(360_000);
  watch.allowLeak(TOKEN_IN_QUERY);
  const person = personWho(async () => {
    await atOidcProvider(page, listenerPage(page));
    await listenerPage(page).waitFor();
    return true;
  });
  const json = testInfo.outputPath('check.json');
  const terminal = await terminalResults(MCP_SERVER, json, person, '--client-id', TERMINAL_CLIENT_ID);
  await checkInPage(page, MCP_SERVER, CLIENT_ID);
  await probe(page, atOidcProvider, [...PROBES, ...DPOP_PROBES]);
  await expectAgreement(terminal, page);
});

test.describe('at the server where clients register', () => {
  test.use({
    allowedOrigins: [APP, new URL(REGISTERING_ISSUER).origin, new URL(REGISTERING_MCP_SERVER).origin],
    foreignPages: new URL(REGISTERING_ISSUER).origin,
  });

  test('page and terminal agree on each rule', async ({ page, personWho, watch }, testInfo) => {
    test.setTimeout(360_000);
    watch.allowLeak(TOKEN_IN_QUERY);
    const person = personWho(async () => {
      const form = page.getByLabel('User name');
      await form.or(listenerPage(page)).waitFor();
      if (await form.isVisible()) await allowAtRegisteringServer(page);
      await listenerPage(page).waitFor();
      return true;
    });
    const terminal = await terminalResults(REGISTERING_MCP_SERVER, testInfo.outputPath('check.json'), person);
    await checkInPage(page, REGISTERING_MCP_SERVER);
    await page.getByRole('button', { name: 'Register this app' }).click();
    await probe(page, allowAtRegisteringServer, PROBES);
    await expectAgreement(terminal, page);
  });
});

/** The endpoints that a check calls only after it has registered a client. */
const AFTER_REGISTRATION: readonly Endpoint[] = ['registration', 'authorization', 'token', 'MCP'];

/** The app and the listener show these texts if a response belongs to no sign-in. */
const strayInPage = (page: Page) => page.getByRole('button', { name: 'Sign in again' });
const strayAtListener = (page: Page) =>
  page.getByText(/This response does not have the state of the sign-in that is running|Nothing is here/);

/** Registers the page, and runs the first probe if the registration succeeds. */
async function registerAndProbe(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Register this app' }).click();
  const clientId = page.getByLabel('Client ID for the probes');
  await expect(
    clientId.and(page.locator(':not([value=""])')).or(page.getByRole('alert')).first(),
  ).toBeVisible();
  if (!(await clientId.inputValue())) return;
  await page.getByRole('button', { name: 'Agree to the probes' }).click();
  await page.getByRole('button', { name: 'Run “The correct request”', exact: true }).click();
  const done = page.locator('[aria-busy=false]', { hasText: 'Run again “The correct request”' });
  await expect(done.or(strayInPage(page)).first()).toBeVisible({ timeout: 30_000 });
  if (await done.isVisible()) return;
  await page.goto('/check');
  await expect(done).toBeVisible();
}

for (const [pair, { endpoint, name }] of misbehaviours) {
  test(`page and terminal agree, ${endpoint}: ${name}`, async ({ page, personWho, watch }, testInfo) => {
    const url = `${HOSTILE_MCP_SERVERS}/${pair}/mcp`;
    const json = testInfo.outputPath('check.json');
    await checkInPage(page, url);
    if (!AFTER_REGISTRATION.includes(endpoint)) {
      const { stdout } = await startCheck(url, '--origin', APP, '--json', '-').ended;
      return expectSameResults(resultsInTerminal(stdout), await resultsInPage(page));
    }
    page.on('request', (request) => {
      // A probe sends a token in the address only if it got a token.
      if (!new URL(request.url()).searchParams.has('access_token')) return;
      watch.allowLeak(`access token in the address of a POST request to /${pair}/mcp`);
    });
    await registerAndProbe(page);
    const inPage = await resultsInPage(page);
    const person = personWho(async () => {
      await listenerPage(page).or(strayAtListener(page)).waitFor();
      return listenerPage(page).isVisible();
    });
    expectSameResults(await terminalResults(url, json, person, '--only', 'sign-in-works'), inPage);
  });
}
