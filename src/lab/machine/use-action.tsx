import { type ReactNode, useState } from 'react';
import { describeOAuthError } from '../../oauth/error-descriptions.ts';
import { OAuthError } from '../../oauth/index.ts';
import { type Pending, pressedButton } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { Machine } from './machine.ts';

type Tone = 'ok' | 'bad';

const IMMEDIATELY: Pick<Machine, 'inTurn'> = { inTurn: (work) => work() };

/**
 * Work that the learner started: whether it is pending, and why it failed.
 *
 * @param machine runs the work after all earlier work; without it, the work starts immediately.
 */
export function useAction(machine = IMMEDIATELY): {
  pending: Pending;
  failure: ReactNode;
  /** @param stopped the tone of an error of the client: `ok` where the error stops an attack. */
  start(work: () => Promise<unknown>, stopped?: Tone): void;
} {
  const [pending, setPending] = useState<Pending>(false);
  const [failure, setFailure] = useState<ReactNode>(null);
  return {
    pending,
    failure,
    start(work, stopped = 'bad') {
      setPending(pressedButton);
      setFailure(null);
      machine
        .inTurn(work)
        .catch((error: unknown) => setFailure(explain(error, stopped)))
        .finally(() => setPending(false));
    },
  };
}

function explain(error: unknown, stopped: Tone): ReactNode {
  const { tone, title, advice } =
    error instanceof OAuthError
      ? { tone: stopped, ...describeOAuthError(error) }
      : {
          tone: 'bad' as const,
          title: 'The run stopped',
          advice: error instanceof Error ? error.message : String(error),
        };
  return (
    <Notice tone={tone} title={title}>
      {advice}
    </Notice>
  );
}
