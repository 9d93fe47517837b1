import { inkOf, titleOf } from './actors.ts';
import type { DiagramLine } from './diagram-lines.ts';
import { StepNumber } from './StepNumber.tsx';

/** A line of the diagram on a narrow screen, as in a chat: client and browser are left, all other actors right. */
export function MessageCard({
  line,
  selected,
  onSelect,
}: {
  line: DiagramLine;
  selected: boolean;
  onSelect(exchangeId: number): void;
}) {
  const sender = line.kind === 'note' ? line.at : line.from;
  const ours = sender === 'client' || sender === 'browser';
  const dashed = line.kind === 'message' && line.channel === 'front';
  const held = line.kind === 'message' && line.held;
  return (
    <div className={`flex px-3 py-1 ${ours ? 'justify-start' : 'justify-end'}`}>
      <button
        type="button"
        onClick={() => onSelect(line.exchangeId)}
        className={`max-w-[85%] cursor-pointer rounded-card border px-3 py-1.5 text-left text-sm ${inkOf(sender)} border-current ${dashed ? 'border-dashed' : ''} ${selected ? 'bg-accent-tint' : held ? 'bg-transparent' : 'bg-raised'} ${line.kind === 'note' ? 'font-mono text-xs' : ''}`}
      >
        <span className="block text-xs">
          {line.kind === 'note' ? titleOf(line.at) : `${titleOf(line.from)} → ${titleOf(line.to)}`}
          {held && ', waiting to be sent'}
        </span>
        <span className={line.kind === 'message' && line.refused ? 'text-bad' : 'text-ink'}>
          <StepNumber step={line.step} />
          {line.label}
        </span>
      </button>
    </div>
  );
}
