import type { Figures } from './figures.ts';
import { floorMs } from './goals.ts';

const ROW = 26;
const TOP = 62;
const BYTES = { left: 180, width: 160 };
const TIME = { left: 470, width: 205 };
const WIDTH = 760;

/** Draws bars for the bytes and times of each client, as SVG. The colours follow the reader's theme. */
export function drawChart(figures: readonly Figures[], latencyMs: number): string {
  const height = TOP + figures.length * ROW + 34;
  const floor = floorMs(figures, latencyMs);
  const bytes = scale(BYTES, Math.max(...figures.map((each) => each.bytes.toToken)));
  const time = scale(TIME, Math.max(...figures.map((each) => each.resultMs)));
  const rows = figures.map(({ client, bytes: weight, tokenMs, resultMs }, index) => {
    const { toToken, toTokenWithoutReact: alone = toToken } = weight;
    const react = alone === toToken ? '' : ` + ${kB(toToken - alone)} React`;
    const y = TOP + index * ROW;
    const text = `y="${y + 12}"`;
    const box = (from: number, to: number, kind: string) =>
      `<rect class="${kind}" x="${px(from)}" y="${y}" width="${px(to - from)}" height="16" rx="2"/>`;
    return [
      `<text class="${client.ours ? 'ours' : ''}" x="${BYTES.left - 10}" ${text} text-anchor="end">${escapeXml(client.name)}</text>`,
      box(BYTES.left, bytes(toToken), 'rest'),
      box(BYTES.left, bytes(alone), client.ours ? 'mark' : 'plain'),
      `<text class="figure" x="${px(bytes(toToken) + 6)}" ${text}>${kB(alone)}${react}</text>`,
      box(TIME.left, time(resultMs), 'rest'),
      box(TIME.left, time(tokenMs), client.ours ? 'mark' : 'plain'),
      `<text class="figure" x="${px(time(resultMs) + 6)}" ${text}>${Math.round(tokenMs)} / ${Math.round(resultMs)}</text>`,
    ].join('\n  ');
  });
  const bottom = TOP + figures.length * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title description">
  <title id="title">What a sign-in costs, by client</title>
  <desc id="description">${escapeXml(describe(figures))}</desc>
  <style>
    text { font: 12px system-ui, sans-serif; fill: #3d4350; }
    .heading { font-weight: 600; fill: #1c2028; }
    .ours { font-weight: 600; fill: #1c2028; }
    .figure { font-variant-numeric: tabular-nums; }
    .mark { fill: #0f766e; }
    .plain { fill: #8a93a3; }
    .rest { fill: #d5dae2; }
    .floor { stroke: #1c2028; stroke-dasharray: 3 3; }
    @media (prefers-color-scheme: dark) {
      text { fill: #b6bdca; }
      .heading, .ours { fill: #f1f3f6; }
      .mark { fill: #2dd4bf; }
      .plain { fill: #7c8698; }
      .rest { fill: #333a47; }
      .floor { stroke: #f1f3f6; }
    }
  </style>
  <text class="heading" x="${BYTES.left}" y="22">Script to the token, kB gzipped</text>
  <text class="heading" x="${TIME.left}" y="22">Callback to token / first tool result, ms</text>
  ${rows.join('\n  ')}
  <line class="floor" x1="${px(time(floor))}" x2="${px(time(floor))}" y1="${TOP - 10}" y2="${bottom}"/>
  <text x="${px(time(floor))}" y="${TOP - 16}" text-anchor="middle">${Math.round(floor)} at least</text>
  <text x="${TIME.left}" y="${bottom + 18}">first to the token, then to the tool result</text>
</svg>
`;
}

function describe(figures: readonly Figures[]): string {
  const each = figures.map(
    ({ client, bytes, tokenMs, resultMs }) =>
      `${client.name}: ${kB(bytes.toToken)} kB, ${Math.round(tokenMs)} ms to the token, ${Math.round(resultMs)} ms to the first tool result`,
  );
  return `${each.join('; ')}.`;
}

function scale({ left, width }: { left: number; width: number }, most: number): (value: number) => number {
  return (value) => left + (value / most) * width;
}

const kB = (bytes: number) => (bytes / 1000).toFixed(1);
const px = (value: number) => Number(value.toFixed(1));
const escapeXml = (text: string) => text.replace(/[&<>]/g, (found) => `&#${found.charCodeAt(0)};`);
