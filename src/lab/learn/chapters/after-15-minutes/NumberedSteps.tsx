import type { ReactNode } from 'react';
import { Button, type Pending } from '../../../../ui/Button.tsx';

/** The steps at one server, in the order in which they make sense. */
const STEPS = ['sign in', 'advance', 'old call', 'client', 'thief', 'newest call'] as const;
export type Step = (typeof STEPS)[number];

export interface Replaced {
  by: 'client' | 'thief';
  message: number;
}

/** The next step: the first step that was not taken yet, or, if the grant has nothing left to show, another sign-in. */
export function nextStep(taken: ReadonlySet<Step>, replaced: Replaced | undefined): Step {
  // If the thief came first, the next refresh of the client ends the grant, and no later step gets new tokens.
  if (replaced?.by === 'thief' && taken.has('client')) return 'sign in';
  return STEPS.find((step) => !taken.has(step)) ?? 'sign in';
}

export function NumberedSteps({
  pending,
  taken,
  replaced,
  nextLook,
  onTake,
}: {
  pending: Pending;
  taken: ReadonlySet<Step>;
  /** Absent before the first refresh token is replaced. */
  replaced: Replaced | undefined;
  nextLook: 'primary' | 'secondary';
  onTake(step: Step): void;
}) {
  const next = nextStep(taken, replaced);
  return (
    <ol className="grid list-decimal gap-2 pl-6 marker:text-soft">
      {STEPS.map(
        (step) =>
          (step === 'sign in' || taken.has('sign in')) && (
            <li key={step}>
              <Button
                variant={step === next ? nextLook : 'secondary'}
                pending={pending}
                onClick={() => onTake(step)}
              >
                {LABELS[step]}
              </Button>{' '}
              <span className="text-soft text-sm">{about(step, replaced)}</span>
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

function about(step: Step, replaced: Replaced | undefined): ReactNode {
  if (step === 'old call') return 'with the first access token';
  if (step === 'client') return 'which renews its token if it has expired';
  if (step === 'newest call') return 'with the newest access token';
  if (step !== 'thief') return undefined;
  if (!replaced) return 'which the client uses in step 4';
  return replaced.by === 'client'
    ? `which the client replaced in message ${replaced.message}`
    : `which was unused until message ${replaced.message}: there, the server took the thief for the client`;
}
