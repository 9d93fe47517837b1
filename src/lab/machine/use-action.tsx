import { type ReactNode, useState } from 'react';
import { describeOAuthError } from '../../oauth/error-descriptions.ts';
import { OAuthError } from '../../oauth/index.ts';
import { Notice } from '../../ui/Notice.tsx';
import type { Machine } from './machine.ts';

const IMMEDIATELY: Pick<Machine, 'inTurn'> = { inTurn: (work) => work() };

/**
 * Work that the learner started: whether it is pending, and why it failed.
 *
 * @param machine runs the work after all earlier work; without it, the work starts immediately.
 */
export function useAction(machine = IMMEDIATELY): {
  pending: boolean;
  failure: ReactNode;
  start(work: () => Promise<unknown>): void;
} {
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<ReactNode>(null);
  return {
    pending,
    failure,
    start(work) {
      setPending(true);
      setFailure(null);
      machine
        .inTurn(work)
        .catch((error: unknown) => setFailure(explain(error)))
        .finally(() => setPending(false));
    },
  };
}

function explain(error: unknown): ReactNode {
  const { title, advice } =
    error instanceof OAuthError
      ? describeOAuthError(error)
      : { title: 'The run stopped', advice: error instanceof Error ? error.message : String(error) };
  return (
    <Notice tone="bad" title={title}>
      {advice}
    </Notice>
  );
}
