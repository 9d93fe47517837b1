import { test as base, expect } from '../../fixtures.ts';
import { APP } from '../app.ts';
import { auth0 } from '../auth0.ts';
import { betterAuth } from '../better-auth.ts';
import { cognito } from '../cognito.ts';
import { entra } from '../entra.ts';
import { github } from '../github.ts';
import { google } from '../google.ts';
import { keycloak } from '../keycloak.ts';
import { okta } from '../okta.ts';
import { type Preset, removeStarter, startWorld, type World } from './world.ts';

/** Each test has its own servers, and its own build of the starter, with only the settings of a preset. */
const test = base.extend<{ preset: Preset; world: World }>({
  preset: [{ name: '' }, { option: true }],
  world: async ({ preset }, use) => {
    const world = await startWorld(preset);
    await use(world);
    await world.close();
  },
  proxy: async ({ world }, use) => use({ server: world.proxy }),
  baseURL: APP,
  ignoreHTTPSErrors: true,
  allowedOrigins: async ({ world }, use) => use([...world.origins]),
});

test.afterAll(removeStarter);

const API = 'https://api.example';
/** With these presets, a sign-out needs the ID token. A reload loses it, so the provider's session goes on. */
const byIdToken = ['okta', 'better-auth'];
const PRESETS: readonly Preset[] = [
  { name: 'auth0', profile: auth0, audience: `${API}/` },
  { name: 'okta', profile: okta, audience: `${API}/` },
  { name: 'entra', profile: entra, audience: 'bbbbcccc-1111-dddd-2222-eeee3333ffff' },
  { name: 'cognito', profile: cognito, audience: API },
  { name: 'keycloak', profile: keycloak, audience: `${API}/` },
  { name: 'better-auth', profile: betterAuth, audience: API },
];

for (const preset of PRESETS) {
  test.describe(preset.name, () => {
    test.use({ preset });

    test(`the preset ${preset.name} signs in, reloads and signs out`, async ({ page, world, watch }) => {
      // Cognito's documentation does not say that a page may read the response to a revocation.
      if (preset.profile?.readers.revocation === 'none')
        watch.allowConsoleError(/CORS policy|net::ERR_FAILED/);
      // The provider requires the ID token in the URL of the end-session page.
      if (byIdToken.includes(preset.name)) {
        const { pathname } = new URL(preset.profile?.endpoints.endSession ?? APP);
        watch.allowLeak(`ID token in the address of a GET request to ${pathname}`);
      }
      const signIn = page.getByRole('button', { name: 'Sign in', exact: true });
      const signOut = page.getByRole('button', { name: 'Sign out' });
      const note = page.getByRole('listitem').filter({ hasText: 'Buy milk' });

      await page.goto('/');
      await signIn.click();
      await expect(note).toBeVisible();
      expect(page.url()).toBe(`${APP}/notes`);
      await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
      expect(world.isSignedInAtProvider()).toBe(true);
      await signOut.click();
      await page.waitForURL(`${APP}/`);
      await signIn.waitFor();
      expect(world.isSignedInAtProvider()).toBe(false);

      await signIn.click();
      await expect(note).toBeVisible();
      await page.reload();
      await expect(note).toBeVisible();
      expect(world.apiCalls()).toBe(3);
      await signOut.click();
      if (byIdToken.includes(preset.name)) {
        await expect(page.getByText('You are signed out of this app')).toBeVisible();
      } else await page.waitForURL(`${APP}/`);
      await signIn.waitFor();
      expect(world.isSignedInAtProvider()).toBe(byIdToken.includes(preset.name));
    });
  });
}

test.describe('oidc-provider', () => {
  test.use({
    preset: { name: 'oidc-provider', audience: API },
    signInPage: 'oidc-provider',
    foreignPages: 'https://login.example',
  });

  test('the preset oidc-provider signs in, calls, reloads and signs out', async ({ page, world, ada }) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await ada.allow(page);
    await expect(page.getByRole('listitem').filter({ hasText: 'Buy milk' })).toBeVisible();
    await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();

    await page.reload();
    await expect(page.getByRole('listitem').filter({ hasText: 'Buy milk' })).toBeVisible();
    expect(world.apiCalls()).toBe(2);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Yes, sign me out' }).click();
    await page.waitForURL(`${APP}/`);
    // The session at the provider has ended, so the provider asks for the user name again.
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByPlaceholder('Enter any login')).toBeVisible();
  });
});

for (const { preset, who, renews } of [
  { preset: { name: 'google', profile: google }, who: 'Ada Lovelace', renews: true },
  { preset: { name: 'github', profile: github }, who: 'the authorization server did not say', renews: false },
]) {
  test.describe(preset.name, () => {
    test.use({ preset });

    test(`the preset ${preset.name} signs in and calls through the relay`, async ({ page, world, watch }) => {
      watch.allowConsoleError(/status of 404/);
      await page.goto('/');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(page.getByText(/\/notes responded with status 404\.$/)).toBeVisible();
      expect(world.apiCalls()).toBe(1);
      await expect(page.getByText(who, { exact: true })).toBeVisible();

      await page.reload();
      const signOut = page.getByRole('button', { name: 'Sign out' });
      if (renews) await signOut.click();
      else {
        // Without a refresh token, the reload has signed the user out. The session panel warns of this before a reload.
        await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
        await expect(page.getByText('not issued: a reload asks', { exact: false })).toBeVisible();
        await signOut.click();
      }
      await expect(page.getByText('You are signed out of this app')).toBeVisible();
      expect(page.url()).toBe(`${APP}/notes`);
      expect(world.isSignedInAtProvider()).toBe(true);
    });
  });
}

test.describe('github, without the relay', () => {
  test.use({
    preset: { name: 'github', profile: github, change: `VITE_TOKEN_ENDPOINT=${github.endpoints.token}\n` },
  });

  test('a page cannot read the response of the token endpoint of GitHub', async ({ page, world, watch }) => {
    watch.allowConsoleError(/CORS policy|net::ERR_FAILED/);
    // The hosts are on this machine, so the test also runs on a machine without a network.
    await page.addInitScript(() => Object.defineProperty(navigator, 'onLine', { value: true }));
    await page.goto('/');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'You are not signed in' })).toBeVisible();
    await expect(page.getByText('A server could not be reached from this page')).toBeVisible();
    await expect(page.getByText(`unreachable · ${github.endpoints.token}`)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Sign in again' })).toBeVisible();
    expect(world.apiCalls()).toBe(0);
  });
});
