import { expect, expectTools, look, signIn, test } from './bendable.ts';

// Each number in a title is the number of a public bug report.

const REFUSALS: [string, () => Response, RegExp][] = [
  ['the status 403 and text', () => new Response('It is closed.', { status: 403 }), /It is closed/],
  [
    'the status 422, as frameworks send it',
    () => Response.json({ detail: 'client_name is missing' }, { status: 422 }),
    /client_name is missing/,
  ],
  [
    'the status 401, because an initial access token is missing',
    () => new Response(null, { status: 401 }),
    /did not register this app/,
  ],
  [
    '403 in JSON',
    () => Response.json({ error: 'access_denied', error_description: 'Ask us first' }, { status: 403 }),
    /Ask us first/,
  ],
  ['the status 429', () => new Response('Slow', { status: 429, headers: { 'Retry-After': '3600' } }), /Slow/],
  ['a web page', () => new Response('<!doctype html>', { status: 400 }), /did not register this app/],
  ['the status 500', () => new Response(null, { status: 500 }), /with status 500/],
  ['JSON without a client ID', () => Response.json({}), /registration of this app cannot/],
];

for (const [what, register, said] of REFUSALS) {
  test(`26: after ${what} to a registration, the user can enter a client ID`, async ({ page, bend }) => {
    const server = await bend({ demands: () => true, authorizationServer: { register } });
    await look(page, server.url);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByText(said).first()).toBeVisible();
    await page.getByLabel('Client ID').fill('by-hand');
    await page.getByRole('button', { name: 'Use this client ID' }).click();
    await signIn(page);
    await expectTools(page, 'echo');
    expect(server.authorizations[0]?.get('client_id')).toBe('by-hand');
  });
}

test('27, 29: registration, request and page name the same scopes', async ({ page, bend }) => {
  const server = await bend({
    demands: () => true,
    resourceMetadata: { scopes_supported: ['read'] },
    authorizationServer: { metadata: { scopes_supported: ['read', 'openid', 'profile', 'offline_access'] } },
  });
  await look(page, server.url);
  await expect(page.getByText('read openid profile offline_access', { exact: true })).toBeVisible();
  await signIn(page);
  await expectTools(page, 'echo');
  expect(server.registrations[0]?.scope).toBe('read openid profile offline_access');
  expect(server.authorizations[0]?.get('scope')).toBe('read openid profile offline_access');
});

test('29: the user can change the scopes', async ({ page, bend }) => {
  const server = await bend({
    demands: () => true,
    resourceMetadata: { scopes_supported: ['read', 'write'] },
    authorizationServer: { metadata: { scopes_supported: ['read', 'write', 'openid'] } },
  });
  await look(page, server.url);
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await page.getByLabel('Scopes to ask for').fill('write');
  await page.getByRole('button', { name: 'Ask for these' }).click();
  await signIn(page);
  await expectTools(page, 'echo');
  expect(server.authorizations[0]?.get('scope')).toBe('write');
});

test('28: the user can enter another client ID instead of a registration', async ({ page, bend }) => {
  const server = await bend({ demands: () => true });
  await look(page, server.url);
  await page.getByText('The server refuses this app').click();
  await page.getByLabel('Client ID').fill('another');
  await page.getByRole('button', { name: 'Use this client ID' }).click();
  await signIn(page);
  expect(server.authorizations[0]?.get('client_id')).toBe('another');
  expect(server.registrations).toEqual([]);
});

test('30: the page shows the words of an error with the status 200', async ({ page, bend }) => {
  const server = await bend({
    demands: () => true,
    authorizationServer: {
      token: () => Response.json({ error: 'invalid_grant', error_description: 'The code has been used' }),
    },
  });
  await look(page, server.url);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('The code has been used')).toBeVisible();
  await page.getByRole('link', { name: 'Back to the page of this server' }).click();
  await expect(page.getByRole('button', { name: 'Look at this server' })).toBeVisible();
});
