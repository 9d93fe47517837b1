import { useState } from 'react';
import { requestLabel } from '../machine/panes/diagram-lines.ts';
import { Followable } from '../machine/panes/followed-value.tsx';
import type { Exchange } from '../machine/wire/exchange.ts';
import type { Note } from './attacks/notebook.ts';

/**
 * Shows what the attacker knows and holds, and each call that the attacker sends or receives, with its response.
 *
 * @param log the exchanges of the current attack only.
 */
export function AttackerConsole({ notes, log }: { notes: readonly Note[]; log: readonly Exchange[] }) {
  const calls = log.filter(({ from, to }) => from === 'attacker' || to === 'attacker');
  return (
    <section
      aria-labelledby="attacker-console"
      className="overflow-hidden rounded-card border-2 border-attacker bg-paper"
    >
      <div className="hatch border-attacker border-b-2 px-4 py-2">
        <h2
          id="attacker-console"
          className="w-fit rounded-control bg-paper px-2 font-mono font-normal text-attacker text-base"
        >
          The attacker’s console
        </h2>
      </div>
      <div className="grid gap-3 px-4 py-3 font-mono text-sm">
        {notes.length + calls.length === 0 && <p className="text-soft">Nothing known, held or sent yet.</p>}
        <dl className="grid gap-2">
          {notes.map((note, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows
            <NoteLine key={index} {...note} />
          ))}
        </dl>
        {calls.length > 0 && (
          <ol aria-label="Calls of the attacker" className="grid gap-1 border-rule border-t pt-3">
            {calls.map((call) => (
              <li key={call.id} className="flex min-w-0 flex-wrap gap-x-3">
                <a className="text-accent underline" href={`#m${call.id}`}>
                  m{call.id}
                </a>
                <span className="min-w-0 break-all">{requestLabel(call.request)}</span>
                <span className="text-soft">
                  {call.from === 'attacker' ? `to the ${call.to}` : `from the ${call.from}`}
                </span>
                <span className="ml-auto">{responseInWords(call)}</span>
              </li>
            ))}
          </ol>
        )}
      </div>
    </section>
  );
}

/** Shows one value that the attacker learned. A secret is masked until the user reveals it. */
function NoteLine({ kind, what, value }: Note) {
  const [revealed, setRevealed] = useState(false);
  const masked = kind === 'holds' && !revealed;
  return (
    <div className="min-w-0">
      <dt className="text-soft">
        {kind} {what}
      </dt>
      <dd className="flex min-w-0 flex-wrap items-baseline gap-x-3">
        <Followable value={value} masked={masked} />
        {kind === 'holds' && (
          <button
            type="button"
            className="cursor-pointer text-accent text-xs underline"
            onClick={() => setRevealed(!revealed)}
          >
            {revealed ? 'Hide' : 'Reveal'}
            <span className="sr-only"> {what}</span>
          </button>
        )}
      </dd>
    </div>
  );
}

function responseInWords({ outcome }: Exchange): string {
  switch (outcome.kind) {
    case 'answered':
      return String(outcome.response.status);
    case 'waiting':
      return 'waiting';
    case 'left':
      return 'arrived';
    default:
      return 'no response';
  }
}
