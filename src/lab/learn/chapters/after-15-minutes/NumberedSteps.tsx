import type { ReactNode } from 'react';
import { Button } from '../../../../ui/Button.tsx';

/** The steps at one server, in the order in which they make sense. */
const STEPS = ['sign in', 'advance', 'old call', 'client', 'thief', 'newest call'] as const;
export type Step = (typeof STEPS)[number];

export function NumberedSteps({
  pending,
  taken,
  replacedIn,
  nextLook,
  onTake,
}: {
  pending: boolean;
  taken: ReadonlySet<Step>;
  /** The message in which the client replaced the first refresh token; absent before that. */
  replacedIn: number | undefined;
  /** The look of the first step that was not taken yet. */
  nextLook: 'primary' | 'secondary';
  onTake(step: Step): void;
}) {
  const next = STEPS.find((step) => !taken.has(step));
  return (
    <ol className="grid list-decimal gap-2 pl-6 marker:text-soft">
      {STEPS.map(
        (step) =>
          (step === 'sign in' || taken.has('sign in')) && (
            <li key={step}>
              <Button
                variant={step === next ? nextLook : 'secondary'}
                pending={pending}
                // The clock moves at once, so this button is never busy.
                {...(step === 'advance' && { busy: false })}
                onClick={() => onTake(step)}
              >
                {LABELS[step]}
              </Button>{' '}
              <span className="text-soft text-sm">{about(step, replacedIn)}</span>
            </li>
          ),
      )}
    </ol>
  );
}

const LABELS: Readonly<Record<Step, string>> = {
  'sign in': 'Sign in and call a tool',
  advance: 'Advance the clock by 16 minutes',
  'old call': 'Send the old call again',
  client: 'Call with the client',
  thief: 'As a thief, send the first refresh token',
  'newest call': 'Send the newest call again',
};

function about(step: Step, replacedIn: number | undefined): ReactNode {
  if (step === 'old call') return 'with the first access token';
  if (step === 'client') return 'which renews its token if it has expired';
  if (step === 'newest call') return 'with the newest access token';
  if (step !== 'thief') return undefined;
  return replacedIn === undefined
    ? 'which the client uses in step 4'
    : `which the client replaced in message ${replacedIn}`;
}
