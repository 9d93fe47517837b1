import { useState } from 'react';
import type { Actor, Exchange } from '../wire/exchange.ts';
import { type DiagramLine, diagramLines } from './diagram-lines.ts';
import { STEPS, type Step } from './steps.ts';

const ACTORS: { actor: Actor; title: string; place: string; ink: string }[] = [
  { actor: 'browser', title: 'Browser', place: 'you', ink: 'text-browser' },
  { actor: 'client', title: 'Client', place: 'this tab', ink: 'text-client' },
  {
    actor: 'authorization server',
    title: 'Authorization server',
    place: '/idp',
    ink: 'text-authorization-server',
  },
  { actor: 'MCP server', title: 'MCP server', place: '/mcp', ink: 'text-mcp-server' },
];
/** Stands at the right edge, and only in a log where it acts. */
const ATTACKER = { actor: 'attacker', title: 'Attacker', place: 'elsewhere', ink: 'text-attacker' } as const;
const EVERYBODY = [...ACTORS, ATTACKER];
const columnOf = (actor: Actor) => EVERYBODY.findIndex((each) => each.actor === actor);
const inkOf = (actor: Actor) => EVERYBODY[columnOf(actor)]?.ink ?? '';

/** Who said what to whom, in order. Dashed is the front channel, which the browser sees; solid the back channel. */
export function SequenceDiagram({
  log,
  selected,
  onSelect,
}: {
  log: readonly Exchange[];
  selected: number | undefined;
  onSelect(exchangeId: number): void;
}) {
  // Only what happens while it is looked at moves; what was there already does not.
  const [seenBefore] = useState(log.at(-1)?.id ?? 0);
  const lines = diagramLines(log);
  const attacked = log.some(({ from, to }) => from === 'attacker' || to === 'attacker');
  const actors = attacked ? EVERYBODY : ACTORS;
  const columns = attacked ? 'grid grid-cols-5' : 'grid grid-cols-4';
  return (
    <div>
      <div className={`${columns} mb-2 text-center`} aria-hidden="true">
        {actors.map(({ actor, title, place, ink }) => (
          <div key={actor} lang="en" className="hyphens-auto text-xs leading-tight">
            <p className={`font-semibold ${ink} ${actor === 'attacker' ? 'hatch' : ''}`}>{title}</p>
            <p className="text-soft">{place}</p>
          </div>
        ))}
      </div>
      <div className="relative">
        <div className={`${columns} absolute inset-0`} aria-hidden="true">
          {actors.map(({ actor }) => (
            <div key={actor} className="mx-auto w-px bg-strong" />
          ))}
        </div>
        <ol className="relative min-h-40 py-2">
          {lines.map((line, index) => (
            // A line keeps its place: the log only grows.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={index} className={columns}>
              <Line
                line={line}
                selected={line.exchangeId === selected}
                moving={line.exchangeId > seenBefore}
                onSelect={onSelect}
              />
            </li>
          ))}
        </ol>
      </div>
      <p className="mt-3 flex flex-wrap gap-x-5 text-soft text-xs">
        <span className="inline-flex items-center gap-2">
          <span className="w-6 border-current border-t-2 border-dashed" />
          front channel: the browser sees it
        </span>
        <span className="inline-flex items-center gap-2">
          <span className="w-6 border-current border-t-2" />
          back channel
        </span>
      </p>
    </div>
  );
}

function Line({
  line,
  selected,
  moving,
  onSelect,
}: {
  line: DiagramLine;
  selected: boolean;
  moving: boolean;
  onSelect(exchangeId: number): void;
}) {
  const look = `rounded-control px-1 text-xs ${selected ? 'bg-accent-tint' : ''}`;
  if (line.kind === 'note') {
    return (
      <div className="my-1 text-center" style={{ gridColumn: columnOf(line.at) + 1 }}>
        <button
          type="button"
          onClick={() => onSelect(line.exchangeId)}
          className={`${look} cursor-pointer border border-strong border-dashed bg-raised font-mono ${inkOf(line.at)}`}
        >
          <StepNumber step={line.step} />
          {line.label}
        </button>
      </div>
    );
  }
  const [left, right] = [columnOf(line.from), columnOf(line.to)].sort((a, b) => a - b);
  const span = (right ?? 0) - (left ?? 0) + 1;
  return (
    <button
      type="button"
      onClick={() => onSelect(line.exchangeId)}
      style={{ gridColumn: `${(left ?? 0) + 1} / span ${span}` }}
      className={`${look} cursor-pointer py-1 text-center ${line.refused ? 'text-bad' : 'text-ink'}`}
    >
      <span className={`relative bg-sunken px-1 ${line.waiting ? 'font-semibold' : ''}`}>
        <span className="sr-only">
          {line.from} to {line.to}:{' '}
        </span>
        <StepNumber step={line.step} />
        {line.label}
      </span>
      <Arrow line={line} span={span} moving={moving} />
    </button>
  );
}

function StepNumber({ step }: { step: Step | undefined }) {
  if (step === undefined) return null;
  return (
    <span className="mr-1.5 font-mono font-normal text-faint" title={STEPS[step]}>
      <span className="sr-only">step </span>
      {step}
    </span>
  );
}

/** An arrow from the middle of one column to the middle of another. */
function Arrow({
  line,
  span,
  moving,
}: {
  line: Extract<DiagramLine, { kind: 'message' }>;
  span: number;
  moving: boolean;
}) {
  const margin = `${50 / span}%`;
  const toRight = columnOf(line.to) > columnOf(line.from);
  return (
    <svg
      aria-hidden="true"
      className={`mt-0.5 block h-2.5 overflow-visible ${inkOf(line.from)}`}
      style={{ marginInline: margin, width: `${100 - 100 / span}%` }}
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
    >
      <line x1="0" y1="5" x2="100%" y2="5" strokeDasharray={line.channel === 'front' ? '6 4' : undefined} />
      {moving && !line.waiting && (
        <circle r="4" cy="5" fill="currentColor" className={toRight ? 'packet-right' : 'packet-left'} />
      )}
      <svg x={toRight ? '100%' : '0'} y="5" overflow="visible">
        <title>{toRight ? 'to the right' : 'to the left'}</title>
        <path d={toRight ? 'M-7 -4 L0 0 L-7 4' : 'M7 -4 L0 0 L7 4'} fill="currentColor" />
      </svg>
    </svg>
  );
}
