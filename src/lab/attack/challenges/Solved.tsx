import { Notice } from '../../../ui/Notice.tsx';
import { titleOf } from '../../machine/panes/actors.ts';
import type { Solution } from './challenge-run.ts';

/** How a challenge was solved: the harm, the message that the weakness let through, and how other servers refuse it. */
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
        {name} That is what let message {cause.id} through.
      </p>
      <p>
        A server without this weakness refuses it: <code>{refusal.error}</code>, and in the log of the{' '}
        {titleOf(refusal.by).replace(/^A/, 'a')}: {refusal.reason}.{' '}
        <a className="text-accent underline" href={clause.url}>
          {clause.label}
        </a>
      </p>
      <p>{hints === 0 ? 'Without a hint.' : `With ${hints} of 3 hints.`}</p>
    </Notice>
  );
}
