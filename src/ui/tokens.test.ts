import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const colours = new Map(
  [...css.matchAll(/--color-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

/** Returns the relative luminance of a colour (WCAG 2.2). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const SURFACES = ['paper', 'raised', 'sunken'];
const PAIRS = [
  ...['ink', 'soft', 'faint', 'accent', 'ok', 'bad', 'wait'].flatMap((text) =>
    SURFACES.map((surface) => [text, surface] as const),
  ),
  ...['accent', 'ok', 'bad', 'wait'].flatMap((tone) => [
    [tone, `${tone}-tint`] as const,
    ['ink', `${tone}-tint`] as const,
    ['soft', `${tone}-tint`] as const,
  ]),
  ['ink', 'mark'] as const,
];

describe.each(['light', 'dark'] as const)('in the %s theme,', (theme) => {
  const colour = (name: string) => colours.get(name)?.[theme] ?? '';

  it.each(PAIRS)('%s text on %s is readable (WCAG 2.2 §1.4.3: 4.5 to 1)', (text, surface) => {
    expect(contrast(colour(text), colour(surface))).toBeGreaterThanOrEqual(4.5);
  });

  it('text on a filled button is readable', () =>
    expect(contrast('#ffffff', colour('accent-fill'))).toBeGreaterThanOrEqual(4.5));

  it.each(['client', 'browser', 'authorization-server', 'mcp-server', 'attacker'])(
    'a line in the colour of the %s is visible (§1.4.11: 3 to 1)',
    (actor) => {
      for (const surface of SURFACES) {
        expect(contrast(colour(actor), colour(surface))).toBeGreaterThanOrEqual(3);
      }
    },
  );
});
