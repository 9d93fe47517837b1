import type { ContentBlock } from '@modelcontextprotocol/client';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { ContentBlocks } from './ContentBlocks.tsx';

const screenOf = (...blocks: ContentBlock[]) => renderToStaticMarkup(<ContentBlocks blocks={blocks} />);

/** Only the first octets of a PNG, which declare the size of the image. A browser reserves memory for this size. */
function png(width: number, height: number, mimeType = 'image/png') {
  const size = [width, height].flatMap((side) => [24, 16, 8, 0].map((bits) => (side >> bits) & 0xff));
  const octets = `\x89PNG\r\n\x1a\n\0\0\0\rIHDR${String.fromCharCode(...size)}\x08\x06\0\0\0`;
  return { type: 'image' as const, mimeType, data: btoa(octets) };
}

const picturesIn = (screen: string) => screen.match(/<img /g)?.length ?? 0;

describe('the images of a result', () => {
  it('are shown if they declare at most 25,000,000 pixels in total', () => {
    const screen = screenOf(png(5_000, 2_500), png(5_000, 2_500));
    expect(picturesIn(screen)).toBe(2);
    expect(screen).not.toContain('The server sent');
  });

  it('are not shown if one image declares over 25,000,000 pixels, and the page says how many it declares', () => {
    const screen = screenOf(png(50_000, 50_000));
    expect(picturesIn(screen)).toBe(0);
    expect(screen).toContain(
      'The server sent an image that declares 50,000 × 50,000 pixels. This page shows images of at most 25,000,000 pixels in one result.',
    );
  });

  it('share one limit, which counts only the images that are shown', () => {
    const screen = screenOf(png(5_000, 4_000), png(5_000, 1_001), png(5_000, 1_000), png(1, 1));
    expect(picturesIn(screen)).toBe(2);
    expect(screen).toContain(
      'declares 5,000 × 1,001 pixels. This page shows images of at most 25,000,000 pixels in one result, and the images before this one declare 20,000,000.',
    );
    expect(screen).toContain('declares 1 × 1 pixels');
  });

  it.each<[string, string, string?]>([
    ['another format', btoa('BM, a bitmap')],
    ['text that is not base64', '%41'],
    ['base64 of an impossible length', 'AAAAA'],
    ['no data', ''],
    ['another format, of an unknown type', btoa('BM, a bitmap'), ''],
  ])('are not shown if the page cannot read their size: %s', (_what, data, mimeType = 'image/png') => {
    const screen = screenOf({ type: 'image', mimeType, data });
    expect(picturesIn(screen)).toBe(0);
    expect(screen).toContain('The server sent an image whose size this page cannot read.');
  });

  it('are shown if they are the data of a resource', () => {
    const resource = { uri: 'test:a', mimeType: 'image/png', blob: png(1, 1).data };
    expect(picturesIn(screenOf({ type: 'resource', resource }))).toBe(1);
  });

  it.each(['image/jpg', 'IMAGE/PNG', 'image/png; charset=binary', '', 'application/octet-stream'])(
    'are shown if their type is “%s”',
    (mimeType) => expect(picturesIn(screenOf(png(1, 1, mimeType)))).toBe(1),
  );

  it('are only named if their type is SVG, because an SVG image is a document', () => {
    const screen = screenOf({ type: 'image', mimeType: 'image/svg+xml', data: btoa('<svg/>') });
    expect(picturesIn(screen)).toBe(0);
    expect(screen).toContain('(image, image/svg+xml)');
  });
});

it.each([
  ['text/plain; charset=utf-8', 'w6k=', 'é'],
  ['application/vnd.api+json', 'WzFd', '[1]'],
  ['Application/JSONL', 'WzFd', '[1]'],
  ['application/xml', 'WzFd', '[1]'],
  ['application/yaml', 'WzFd', '[1]'],
  ['text/plain', '/w==', '(test:a, text/plain, not shown)'],
  ['text/plain', '%', '(test:a, text/plain, not shown)'],
  ['application/pdf', 'JVBERg==', '(test:a, application/pdf, not shown)'],
  ['', 'YQ==', '(test:a, not shown)'],
])(
  'the data of a resource is shown if its type, “%s”, and its octets, %s, are those of text',
  (mimeType, blob, shown) => {
    expect(screenOf({ type: 'resource', resource: { uri: 'test:a', mimeType, blob } })).toContain(shown);
  },
);

it('a link to a resource is shown with its name, its description and its address', () => {
  const link: ContentBlock = {
    type: 'resource_link',
    uri: 'file:///a.csv',
    name: 'a.csv',
    description: 'Sales',
  };
  for (const text of ['a.csv', 'Sales', 'file:///a.csv']) expect(screenOf(link)).toContain(text);
  expect(screenOf({ ...link, title: 'Report' })).toContain('Report');
});
