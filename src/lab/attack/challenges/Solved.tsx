import { Notice } from '../../../ui/Notice.tsx';
import { titleOf } from '../../machine/panes/actors.ts';
import { SpecLink } from '../../machine/panes/SpecLink.tsx';
import type { Solution } from './challenge-run.ts';

export function Solved({
  solution: { weakness, harm, cause },
  hints,
}: {
  solution: Solution;
  hints: number;
}) {
  const { name, clause, refusal } = weakness;
  return (
    <Notice tone="ok" title={`Solved, as message ${harm.id} shows`}>
      <p>
        {name} This weakness let message {cause.id} through.
      </p>
      <p>
        A server without this weakness refuses this message: the response has the error{' '}
        <code>{refusal.error}</code>, and the log of the {titleOf(refusal.by).replace(/^A/, 'a')} gives the
        reason: {refusal.reason}. <SpecLink to={clause} />
      </p>
      <p>{hints === 0 ? 'You opened no hint.' : `You opened ${hints} of 3 hints.`}</p>
    </Notice>
  );
}
