import type { Page } from 'playwright/test';
import { test as base, expect, expectAxeClean, expectNoOverflow } from '../fixtures.ts';
import { APP } from './addresses.ts';
import { type FormServer, startFormServer } from './servers/form-tools.ts';

const test = base.extend<{ server: FormServer; tools: Tools }>({
  server: async ({ baseURL: _ }, use) => {
    const server = await startFormServer(APP);
    await use(server);
    await server.close();
  },
  allowedOrigins: async ({ server }, use) => use([APP, server.origin]),
  tools: async ({ page, server, watch }, use) => {
    // The server has no documents at the well-known locations, so the browser logs a 404.
    watch.allowConsoleError(/status of 404/);
    await page.goto(`/connect?${new URLSearchParams({ server: `${server.origin}/mcp` })}`);
    await page.getByRole('button', { name: 'Look at this server' }).click();
    await use(toolsOf(page, server));
  },
});

interface Tools {
  open(name: string): Promise<void>;
  /** Calls the open tool. @returns the arguments that the server received, as JSON text. */
  call(): Promise<string>;
  /** Presses the button. Expects the error, and that the server gets no call. */
  refused(error: string): Promise<void>;
}

function toolsOf(page: Page, server: FormServer): Tools {
  const button = page.getByRole('button', { name: /^Call / });
  return {
    async open(name) {
      await page.getByRole('link', { name, exact: true }).click();
      await expect(page.getByRole('button', { name: `Call ${name}` })).toBeVisible();
    },
    async call() {
      const before = server.calls.length;
      await button.click();
      await expect(page.getByText('Taken by')).toBeVisible();
      await expect.poll(() => server.calls.length).toBe(before + 1);
      return /"arguments":(.*?),"_meta"/.exec(server.calls.at(-1) ?? '')?.[1] ?? '';
    },
    async refused(error) {
      const before = server.calls.length;
      await button.click();
      await expect(page.getByText(error).first()).toBeVisible();
      expect(server.calls).toHaveLength(before);
    },
  };
}

test('a form sends each value as the user means it', { tag: '@thorough' }, async ({ page, tools }) => {
  await test.step('cases 42 and 44: a number arrives with all its digits, and the form refuses a text as a number', async () => {
    await tools.open('number');
    await page.getByLabel('id').fill('79606071431O1464576');
    await tools.refused('Enter a whole number, in digits such as 1200.');
    await expect(page.getByLabel('id')).toBeFocused();
    await expect(page.getByLabel('id')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel('id')).toHaveAccessibleDescription(
      'Enter a whole number, in digits such as 1200.',
    );
    await page.getByLabel('id').fill('7960607143101464576');
    await page.getByLabel('ratio').fill('0.10');
    expect(await tools.call()).toBe('{"id":7960607143101464576,"ratio":0.10}');
  });
  await test.step('cases 43 and 49: a text keeps its line breaks, and the user can send an empty text', async () => {
    await tools.open('sql');
    await tools.refused('This field is required.');
    const sql = 'SELECT 1 -- one\n  FROM t;\n';
    await page.getByLabel('sql').fill(sql);
    expect(await tools.call()).toBe(JSON.stringify({ sql }));
    await page.getByLabel('sql').fill('');
    await page.getByLabel('If empty').selectOption('send an empty text');
    await expect(page.getByLabel('If empty')).toHaveAccessibleDescription('sql (required)');
    expect(await tools.call()).toBe('{"sql":""}');
  });
  await test.step('case 45: at first, no value of a required choice is selected', async () => {
    await tools.open('decide');
    const sure = page.getByRole('radiogroup', { name: 'sure (required)' });
    await expect(sure.getByRole('radio', { checked: true })).toHaveCount(0);
    await tools.refused('This field is required.');
    await expect(sure.getByLabel('yes')).toBeFocused();
    await sure.getByLabel('no').check();
    await page.getByLabel('region').selectOption({ index: 2 });
    expect(await tools.call()).toBe('{"sure":false,"region":"us"}');
  });
});

test('a form shows lists, choices and objects, or JSON', { tag: '@thorough' }, async ({ page, tools }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await tools.open('parts');
  expect(await tools.call()).toBe('{}');
  const labels = page.getByRole('group', { name: 'labels' });
  for (const label of ['one', 'two', 'three']) {
    await labels.getByRole('button', { name: 'Add an item' }).click();
    await page.keyboard.type(label);
  }
  await labels.getByRole('button', { name: 'Remove item 2' }).click();
  await page.getByRole('checkbox', { name: /United States.*us/ }).check();
  await page.getByLabel('Send it').selectOption('with these values');
  const address = page.getByRole('group', { name: 'address' });
  await address.getByLabel('street').fill('x');
  await page.getByLabel('code').fill(`${'a'.repeat(60)}!`);
  await tools.refused('Use 3 characters or more; this has 1.');
  await expect(
    page.getByText('This does not match the pattern that the server wants: \u2068^(a+)+$\u2069'),
  ).toBeVisible();
  await expectAxeClean(page);
  await expectNoOverflow(page);

  await address.getByLabel('street').fill('High Street');
  await page.getByLabel('code').fill('aaa');
  const sent = { labels: ['one', 'three'], regions: ['us'], address: { street: 'High Street' }, code: 'aaa' };
  expect(await tools.call()).toBe(JSON.stringify(sent));
  await page.getByRole('button', { name: 'Write as JSON' }).click();
  await expect(page.getByLabel('Arguments')).toHaveValue(JSON.stringify(sent));
  await page.getByLabel('Arguments').fill('{"labels": [""], "other": 1}');
  expect(await tools.call()).toBe('{"labels":[""],"other":1}');
  await page.getByRole('button', { name: 'Back to the fields' }).click();
  await expect(address.getByLabel('street')).toHaveValue('High Street');
});

test('case 48: an elicitation has choices, and checks an email address', { tag: '@thorough' }, async ({
  page,
  tools,
  server,
}) => {
  await tools.open('ask');
  await page.getByRole('button', { name: 'Call ask' }).click();
  await expect(page.getByText('Where to?')).toBeVisible();
  const send = page.getByRole('button', { name: 'Send the answer' });
  await send.click();
  await expect(page.getByText('This field is required.')).toHaveCount(6);
  await page.getByLabel('plain').selectOption({ index: 1 });
  for (const name of ['titled', 'named']) {
    const field = page.getByRole('combobox', { name: new RegExp(`^${name}`) });
    await field.selectOption({ index: 2 });
    await expect(field.locator('option:checked')).toContainText('United States');
  }
  const boxesOf = (name: string) => page.getByRole('group', { name: `${name} (required)`, exact: true });
  await boxesOf('several').getByLabel('eu').check();
  await boxesOf('several').getByLabel('us').check();
  await boxesOf('severalTitled').getByLabel('Europe').check();
  await page.getByLabel('email').fill('ada');
  await send.click();
  await expect(page.getByText('This must be an email address, such as ada@example.org.')).toBeVisible();
  await expectAxeClean(page);
  expect(server.calls).toHaveLength(1);
  await page.getByLabel('email').fill('ada@example.org');
  await send.click();
  await expect(page.getByText('Taken by ask')).toBeVisible();
  const { params } = JSON.parse(server.calls.at(-1) ?? '');
  expect(params.inputResponses.where.content).toEqual({
    plain: 'eu',
    titled: 'us',
    named: 'us',
    several: ['eu', 'us'],
    severalTitled: ['eu'],
    email: 'ada@example.org',
  });
});
