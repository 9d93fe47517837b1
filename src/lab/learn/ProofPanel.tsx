import { Circle, CircleCheck } from 'lucide-react';
import { Panel } from '../../ui/Panel.tsx';
import { counted } from '../machine/counted.ts';
import type { Criterion } from './chapters/criterion.ts';

export function ProofPanel({
  criteria,
  named,
}: {
  criteria: readonly Criterion[];
  /** Whether to show the names of the criteria: false during a prediction, because the names give away the outcomes. */
  named: boolean;
}) {
  const met = criteria.filter((criterion) => criterion.met).length;
  return (
    <div data-personal>
      <Panel title="Proof" aside={`read from the log of this chapter · ${met} of ${criteria.length}`}>
        {!named && (
          <p className="text-soft">
            {counted(criteria.length, 'thing')} to show. Their names appear here once your prediction is
            right, because the names say how the exercise ends.
          </p>
        )}
        <ul className="grid gap-2" aria-live="polite">
          {(named ? criteria : []).map(({ text, met: isMet, evidence }) => (
            <li key={text} className="flex items-baseline gap-2">
              {isMet ? (
                <CircleCheck aria-hidden className="size-4 shrink-0 translate-y-0.5 text-ok" />
              ) : (
                <Circle aria-hidden className="size-4 shrink-0 translate-y-0.5 text-faint" />
              )}
              <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
                <span className={isMet ? '' : 'text-soft'}>
                  <span className="sr-only">{isMet ? 'shown: ' : 'not yet: '}</span>
                  {text}
                </span>
                {isMet && evidence && (
                  <code className="rounded-control bg-sunken px-2 text-sm">{evidence}</code>
                )}
              </span>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}
