import { inWords, powerOfTen } from './time-in-words.ts';

const FEWEST_BITS = 16;
const MOST_BITS = 256;
const WIDTH = 560;
const HEIGHT = 240;
const LEFT = 64;
const BOTTOM = 28;
const TOP = 10;

const YEAR_S = 31_556_952;
const LANDMARKS: readonly (readonly [seconds: number, name: string])[] = [
  [1, '1 second'],
  [YEAR_S, '1 year'],
  [13.8e9 * YEAR_S, 'age of the universe'],
];

/** The average time to find a verifier, in seconds: the time for half of the candidates. */
const averageS = (bits: number, perSecond: number): number => 2 ** (bits - 1) / perSecond;

/** The time to find a verifier by the number of unknown bits, computed from the measured rate. */
export function SearchTimes({ perSecond }: { perSecond: number }) {
  const lowest = Math.log10(averageS(FEWEST_BITS, perSecond));
  const highest = Math.log10(averageS(MOST_BITS, perSecond));
  const x = (bits: number) => LEFT + ((bits - FEWEST_BITS) / (MOST_BITS - FEWEST_BITS)) * (WIDTH - LEFT - 8);
  const y = (seconds: number) =>
    TOP + (1 - (Math.log10(seconds) - lowest) / (highest - lowest)) * (HEIGHT - TOP - BOTTOM);
  return (
    <figure className="grid gap-3">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="w-full" aria-hidden="true">
        {LANDMARKS.map(([seconds, name]) => (
          <g key={name}>
            <line
              x1={LEFT}
              x2={WIDTH - 8}
              y1={y(seconds)}
              y2={y(seconds)}
              className="stroke-strong"
              strokeDasharray="3 3"
            />
            <text x={WIDTH - 10} y={y(seconds) - 4} textAnchor="end" className="fill-soft text-xs">
              {name}
            </text>
          </g>
        ))}
        {[16, 64, 128, 192, 256].map((bits) => (
          <text
            key={bits}
            x={x(bits)}
            y={HEIGHT - 8}
            textAnchor={bits === MOST_BITS ? 'end' : 'middle'}
            className="fill-soft text-xs"
          >
            {bits}
          </text>
        ))}
        <text x={LEFT - 8} y={TOP + 8} textAnchor="end" className="fill-soft text-xs">
          {powerOfTen(averageS(MOST_BITS, perSecond))} s
        </text>
        <text x={LEFT - 8} y={HEIGHT - BOTTOM} textAnchor="end" className="fill-soft text-xs">
          {powerOfTen(averageS(FEWEST_BITS, perSecond))} s
        </text>
        <line
          x1={x(FEWEST_BITS)}
          x2={x(MOST_BITS)}
          y1={y(averageS(FEWEST_BITS, perSecond))}
          y2={y(averageS(MOST_BITS, perSecond))}
          className="stroke-attacker"
          strokeWidth="2"
        />
      </svg>
      <figcaption className="text-soft text-sm">
        The average time to find the verifier, for each number of unknown bits, on a logarithmic scale. It is
        computed from the measured {perSecond.toLocaleString('en')} hashes a second. A million such machines
        need a millionth of this time. At 256 bits, this makes no difference.
      </figcaption>
      <table className="text-left text-sm">
        <thead>
          <tr className="text-soft">
            <th className="pr-6 font-normal">bits</th>
            <th className="font-normal">average time at this rate</th>
          </tr>
        </thead>
        <tbody>
          {[16, 32, 64, 128, 256].map((bits) => (
            <tr key={bits}>
              <td className="pr-6 font-mono">{bits}</td>
              <td>{inWords(averageS(bits, perSecond))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
