import { type ReactNode, useState, useSyncExternalStore } from 'react';
import { WholePaths } from '../WholePaths.tsx';
import type { Exchange } from '../wire/exchange.ts';
import { Arrow } from './Arrow.tsx';
import { columnOf, drawnActors, inkOf } from './actors.ts';
import { type DiagramLine, diagramLines } from './diagram-lines.ts';
import { LongList } from './LongList.tsx';
import { MessageCard } from './MessageCard.tsx';
import { RunDivider } from './RunDivider.tsx';
import { StepNumber } from './StepNumber.tsx';

const NARROW = '(max-width: 767px)';

function subscribe(listener: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** Whether the window is too narrow for columns, as on a phone. */
const useNarrow = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => matchMedia(NARROW).matches,
    () => false,
  );

/** All messages in order, between their actors. Messages on the front channel, which the browser sees, are dashed. */
export function SequenceDiagram({
  log,
  selected,
  onSelect,
  stepsHidden = false,
  live = false,
  whenEmpty,
}: {
  log: readonly Exchange[];
  selected: number | undefined;
  onSelect(exchangeId: number): void;
  /** Whether the lines hide the numbers of their steps. */
  stepsHidden?: boolean;
  /** Whether a run of this page is under way. If so, the diagram scrolls to the newest message. */
  live?: boolean;
  /** Shown until the first message. */
  whenEmpty?: ReactNode;
}) {
  // Only messages that arrive while the diagram is shown are animated.
  const [seenBefore] = useState(log.at(-1)?.id ?? 0);
  const narrow = useNarrow();
  const lines = diagramLines(log);
  const actors = drawnActors(log);
  const columns = actors.length === 5 ? 'grid grid-cols-5' : 'grid grid-cols-4';
  const target = lines.findIndex(({ exchangeId }) => exchangeId === selected);
  return (
    <div className="flex min-h-0 grow flex-col">
      {!narrow && (
        <div className={`${columns} px-4 pt-4 pb-2 text-center`} aria-hidden="true">
          {actors.map(({ actor, title, location, ink }) => (
            <div key={actor} lang="en" className="min-w-0 hyphens-auto text-xs leading-tight">
              <p className={`font-semibold ${ink} ${actor === 'attacker' ? 'hatch' : ''}`}>{title}</p>
              <p className="truncate text-soft">{location}</p>
            </div>
          ))}
        </div>
      )}
      {lines.length === 0 && whenEmpty}
      <LongList
        label="Messages, in order"
        count={lines.length}
        rowHeight={narrow ? 58 : 34}
        // A line keeps its index: the log only grows, and restarts at 1.
        keyOf={(index) => index}
        target={target}
        follows
        opensAtEnd={live}
        className={narrow ? 'py-2' : 'px-4'}
        backdrop={
          !narrow &&
          lines.length > 0 && (
            <div className={`${columns} absolute inset-0`} aria-hidden="true">
              {actors.map(({ actor }) => (
                <div key={actor} className="mx-auto w-px bg-strong" />
              ))}
            </div>
          )
        }
      >
        {(index) => {
          const drawn = lines[index];
          if (!drawn) return null;
          const line = stepsHidden ? { ...drawn, step: undefined } : drawn;
          const isSelected = line.exchangeId === selected;
          const moving = line.exchangeId > seenBefore;
          return (
            <>
              {line.divider !== undefined && <RunDivider words={line.divider} />}
              {narrow ? (
                <MessageCard line={line} selected={isSelected} onSelect={onSelect} />
              ) : (
                <div className={`${columns} ${bandOf(line, isSelected)}`}>
                  <Line line={line} moving={moving} onSelect={onSelect} />
                </div>
              )}
            </>
          );
        }}
      </LongList>
      <p className="flex flex-wrap gap-x-5 px-4 py-2 text-soft text-xs">
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

/** A selected or held line is highlighted over the whole width. */
const bandOf = (line: DiagramLine, selected: boolean): string =>
  selected || (line.kind === 'message' && line.held) ? 'rounded-control bg-accent-tint' : '';

function Line({
  line,
  moving,
  onSelect,
}: {
  line: DiagramLine;
  moving: boolean;
  onSelect(exchangeId: number): void;
}) {
  if (line.kind === 'note') {
    const column = columnOf(line.at) + 1;
    // The outermost column has room only on its left.
    const position =
      line.at === 'attacker'
        ? { alignment: 'justify-end', gridColumn: `${column - 1} / span 2` }
        : { alignment: 'justify-center', gridColumn: `${column}` };
    return (
      <div className={`flex py-1.5 ${position.alignment}`} style={{ gridColumn: position.gridColumn }}>
        <button
          type="button"
          onClick={() => onSelect(line.exchangeId)}
          className={`shrink-0 cursor-pointer whitespace-nowrap rounded-control border border-current bg-raised px-2 py-0.5 font-mono text-xs ${inkOf(line.at)}`}
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
      className={`min-w-0 cursor-pointer rounded-control py-1 text-xs ${line.refused ? 'text-bad' : 'text-ink'}`}
    >
      <span className="flex justify-center leading-4">
        <span
          // The label is no wider than its arrow, which ends in the middle of the outer columns.
          className={`min-w-min text-balance px-1 ${line.held ? 'font-semibold' : 'bg-sunken'}`}
          style={{ maxWidth: span > 1 ? `${100 - 100 / span}%` : undefined }}
        >
          <span className="sr-only">
            {line.from} to {line.to}:{' '}
          </span>
          <StepNumber step={line.step} />
          <WholePaths>{line.label}</WholePaths>
          {line.held && <span className="sr-only">, waiting to be sent</span>}
        </span>
      </span>
      <Arrow line={line} span={span} moving={moving} />
    </button>
  );
}
