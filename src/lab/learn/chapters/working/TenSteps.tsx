import { CircleCheck, CircleDashed } from 'lucide-react';
import { messageHref } from '../../../machine/panes/message-link.ts';
import { STEPS, type Step } from '../../../machine/panes/steps.ts';
import { VALUE_OF_STEP } from '../value-of-step.ts';

const ORDER = Object.keys(STEPS)
  .map(Number)
  .filter((step): step is Step => step in STEPS);

export function TenSteps({ taken }: { taken: ReadonlyMap<Step, number> }) {
  return (
    <ol aria-live="polite" className="grid gap-1.5">
      {ORDER.map((step) => {
        const message = taken.get(step);
        return (
          <li key={step} className="flex items-center gap-3">
            {message === undefined ? (
              <CircleDashed aria-hidden className="size-4 shrink-0 text-faint" />
            ) : (
              <CircleCheck aria-hidden className="size-4 shrink-0 text-ok" />
            )}
            <span className="w-5 shrink-0 text-right font-mono text-sm text-soft">{step}</span>
            <span className={message === undefined ? 'text-soft' : ''}>{STEPS[step]}</span>
            {message !== undefined && (
              <a
                href={messageHref(message, VALUE_OF_STEP[step])}
                className="ml-auto shrink-0 text-accent text-sm underline"
              >
                message {message}
              </a>
            )}
          </li>
        );
      })}
    </ol>
  );
}
