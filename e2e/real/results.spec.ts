import { expectNoOverflow } from '../fixtures.ts';
import { call, expect, expectTools, look, signIn, test } from './bendable.ts';
import { type BentTool, text } from './servers/bendable/mcp.ts';

// Each number in a title is the number of a public bug report.

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
/** A GIF of one pixel. The browser of the test draws the other images, but no browser writes GIFs. */
const GIF = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
const SCHEMA = { type: 'object', properties: { degrees: { type: 'number' } }, required: ['degrees'] };

test('50: structured content appears once, images appear, and long words break', async ({ page, bend }) => {
  const tools: BentTool[] = [
    { name: 'structured', call: () => ({ content: [], structuredContent: { degrees: 21 } }) },
    { name: 'twice', call: () => ({ ...text('{"degrees":22}'), structuredContent: { degrees: 22 } }) },
    { name: 'picture', call: () => ({ content: [{ type: 'image', mimeType: 'image/png', data: PIXEL }] }) },
    {
      name: 'link',
      call: () => ({ content: [{ type: 'resource_link', name: 'x', uri: 'https://evil.example/x.png' }] }),
    },
    { name: 'long', call: () => text('y'.repeat(5_000)) },
  ];
  const server = await bend({ tools });
  await look(page, server.url);
  await call(page, 'structured');
  await expect(page.getByText('"degrees": 21')).toBeVisible();
  await call(page, 'twice');
  await expect(page.getByText('degrees')).toHaveCount(1);
  await call(page, 'picture');
  const picture = page.getByRole('img', { name: 'From the server' });
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
  await call(page, 'link');
  // The page shows this address only as text. If the page requested it, the watch of `fixtures.ts` would fail the test.
  await expect(page.getByText('https://evil.example/x.png')).toBeVisible();
  await call(page, 'long');
  await expect(page.getByText('yyyy')).toBeVisible();
  await expectNoOverflow(page);
});

test('50: the page shows an image of each type, but no huge image', async ({ page, bend }) => {
  const drawn = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [7, 5];
    return ['image/png', 'image/jpeg', 'image/webp'].map((type) => canvas.toDataURL(type));
  });
  const images = [...drawn, `data:image/gif;base64,${GIF}`].map((url) => {
    const [, mimeType = '', data = ''] = /^data:(.*);base64,(.*)$/.exec(url) ?? [];
    return { type: 'image', mimeType, data };
  });
  expect(new Set(images.map(({ mimeType }) => mimeType)).size, 'kinds that the browser writes').toBe(4);
  const bomb = Buffer.from(PIXEL, 'base64');
  bomb.writeUInt32BE(50_000, 16);
  bomb.writeUInt32BE(50_000, 20);
  const tools: BentTool[] = [
    { name: 'pictures', call: () => ({ content: images }) },
    {
      name: 'bomb',
      call: () => ({ content: [{ type: 'image', mimeType: 'image/png', data: bomb.toString('base64') }] }),
    },
  ];
  await look(page, (await bend({ tools })).url);
  await call(page, 'pictures');
  const pictures = page.getByRole('img', { name: 'From the server' });
  await expect(pictures).toHaveCount(4);
  const widths = () =>
    pictures.evaluateAll((shown) =>
      shown.map((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0)),
    );
  await expect.poll(widths).toEqual([7, 7, 7, 1]);
  await call(page, 'bomb');
  await expect(page.getByText('declares 50,000 × 50,000 pixels')).toBeVisible();
  await expect(pictures).toHaveCount(0);
});

for (const [what, outputSchema, structuredContent, said] of [
  ['a wrong type', SCHEMA, { degrees: 'warm' }, '/degrees should be number, and is string.'],
  ['a missing member', SCHEMA, {}, '/degrees is missing.'],
  ['missing structured content', SCHEMA, undefined, 'the result has no structured content'],
  [
    'a broken reference in the schema',
    { ...SCHEMA, properties: { degrees: { $ref: '#/$defs/Degrees' } } },
    { degrees: 1 },
    'The schema refers to #/$defs/Degrees, which it does not have.',
  ],
] as const) {
  test(`51: the page shows the result, and reports ${what}`, async ({ page, bend }) => {
    const server = await bend({
      tools: [{ name: 'weather', outputSchema, call: () => ({ ...text('It is fine'), structuredContent }) }],
    });
    await look(page, server.url);
    await call(page, 'weather');
    await expect(page.getByText('It is fine')).toBeVisible();
    await expect(page.getByText(said)).toBeVisible();
  });
}

test('52: a tool with any name can be opened and called', async ({ page, bend }) => {
  const names = ['.', '..', '%2F', '%', 'a/b', '?x#y'];
  const server = await bend({ tools: names.map((name) => ({ name, call: () => text(`This is ${name}`) })) });
  await look(page, server.url);
  for (const name of names) {
    await call(page, name);
    await expect(page.getByText(`This is ${name}`, { exact: true })).toBeVisible();
  }
});

test('53: the app calls no tool automatically, not even whoami', async ({ page, bend }) => {
  const server = await bend({
    demands: () => true,
    tools: [{ name: 'whoami', annotations: { destructiveHint: true }, call: () => text('Destroyed') }],
  });
  await look(page, server.url);
  await signIn(page);
  await expectTools(page, 'whoami');
  await expect(page.getByText('the authorization server did not say')).toBeVisible();
  expect(server.received.filter((request) => request.includes('tools/call'))).toEqual([]);
});
