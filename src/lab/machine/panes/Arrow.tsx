import { columnOf, inkOf } from './actors.ts';
import type { DiagramLine } from './diagram-lines.ts';

/** The arrow is dashed on the front channel, and hollow while the gate holds the message. */
export function Arrow({
  line,
  span,
  moving,
}: {
  line: Extract<DiagramLine, { kind: 'message' }>;
  span: number;
  moving: boolean;
}) {
  const toRight = columnOf(line.to) > columnOf(line.from);
  const dashes = line.channel === 'front' ? '6 4' : undefined;
  // A message within one column has a label but no arrow.
  if (span === 1) return null;
  return (
    <svg
      aria-hidden="true"
      className={`block h-2.5 overflow-visible ${inkOf(line.from)}`}
      style={{ marginInline: `${50 / span}%`, width: `${100 - 100 / span}%` }}
      fill="none"
      stroke="currentColor"
      strokeWidth={line.held ? 1 : 2}
    >
      {line.held ? (
        <rect x="0" y="3" width="100%" height="4" strokeDasharray={dashes} className="fill-paper" />
      ) : (
        <line x1="0" y1="5" x2="100%" y2="5" strokeDasharray={dashes} />
      )}
      {moving && !line.held && (
        <circle r="4" cy="5" fill="currentColor" className={toRight ? 'packet-right' : 'packet-left'} />
      )}
      <svg x={toRight ? '100%' : '0'} y="5" overflow="visible">
        <title>{toRight ? 'to the right' : 'to the left'}</title>
        <path
          d={toRight ? 'M-8 -4.5 L0 0 L-8 4.5 Z' : 'M8 -4.5 L0 0 L8 4.5 Z'}
          className={line.held ? 'fill-paper' : 'fill-current'}
        />
      </svg>
    </svg>
  );
}
