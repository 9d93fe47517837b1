import type { Note } from '../attacks/notebook.ts';
import { requestLabel } from '../panes/diagram-lines.ts';
import type { Exchange } from '../wire/exchange.ts';

/** What the attacker knows, what they hold, and each call they made with the answer to it. */
export function AttackerConsole({ notes, log }: { notes: readonly Note[]; log: readonly Exchange[] }) {
  const calls = log.filter(({ from }) => from === 'attacker');
  return (
    <section
      aria-labelledby="attacker-console"
      className="hatch overflow-hidden rounded-card border-2 border-attacker"
    >
      <h2
        id="attacker-console"
        className="border-attacker border-b-2 bg-paper px-4 py-2 font-mono text-attacker text-base"
      >
        The attacker’s console
      </h2>
      <div className="grid gap-3 bg-paper/90 px-4 py-3 font-mono text-sm">
        {notes.length + calls.length === 0 && <p className="text-soft">Nothing yet.</p>}
        <dl className="grid gap-2">
          {notes.map(({ kind, what, value }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows
            <div key={index} className="min-w-0">
              <dt className="text-soft">
                {kind === 'holds' ? 'holds' : 'knows'} {what}
              </dt>
              <dd className="break-all">
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
        {calls.length > 0 && (
          <ol aria-label="Calls of the attacker" className="grid gap-1">
            {calls.map((call) => (
              <li key={call.id} className="flex min-w-0 flex-wrap gap-x-3">
                <a className="text-accent underline" href={`#m${call.id}`}>
                  m{call.id}
                </a>
                <span className="min-w-0 break-all">{requestLabel(call.request)}</span>
                <span className="text-soft">{answerInWords(call)}</span>
              </li>
            ))}
          </ol>
        )}
      </div>
    </section>
  );
}

function answerInWords({ outcome }: Exchange): string {
  if (outcome.kind === 'answered') return String(outcome.answer.status);
  return outcome.kind === 'waiting' ? 'waiting' : outcome.kind === 'left' ? '' : 'no answer';
}
