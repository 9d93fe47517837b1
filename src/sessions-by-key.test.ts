import { expect, it } from 'vitest';
import { accept } from './app/accepted.ts';
import { sessionKey } from './oauth/index.ts';
import { testPlatform } from './oauth/testing/platform.ts';
import { refreshAnswering } from './oauth/testing/servers.ts';
import { SETTINGS } from './oauth/testing/signing-in.ts';
import { sessionsByKey } from './sessions-by-key.ts';

const { serverUrl, ...IDENTIFICATION } = SETTINGS;

it('a sign-in that an earlier version started without the client’s name belongs to the configured session', () => {
  const configured = { ...IDENTIFICATION, issuer: 'https://login.example', clientId: 'app' };
  const sessionOf = sessionsByKey(
    testPlatform(() => new Response()),
    [configured],
    IDENTIFICATION,
  );
  const earlier = sessionOf('issuer=https%3A%2F%2Flogin.example');
  expect(earlier.getSnapshot).toBe(sessionOf(sessionKey(configured)).getSnapshot);
});

it('each sign-in at a server that the user entered uses the metadata that the app has shown', async () => {
  const platform = testPlatform(refreshAnswering(() => new Response()));
  await sessionsByKey(platform, [], IDENTIFICATION)(serverUrl).signIn();
  expect(platform.requests).not.toEqual([]);
  const again = platform.reload('https://app.example/');
  again.requests.length = 0;
  await sessionsByKey(again, [], IDENTIFICATION)(serverUrl).signIn();
  expect(again.navigations).toHaveLength(1);
  expect(again.requests).toEqual([]);
});

it('what the user chooses for a configured MCP server replaces the settings at the next sign-in', async () => {
  const platform = testPlatform(refreshAnswering(() => new Response()));
  const session = sessionsByKey(
    platform,
    [{ ...SETTINGS, exactScopes: ['configured'] }],
    IDENTIFICATION,
  )(serverUrl);
  const scope = () => new URL(platform.navigations.at(-1) ?? '').searchParams.get('scope');
  await session.signIn();
  expect(scope()).toBe('configured');
  platform.fire('pageshow');
  accept(platform.storage.tab, serverUrl, { scopes: ['chosen'] });
  await session.signIn();
  expect(scope()).toBe('chosen');
});
