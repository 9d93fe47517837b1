import { useState } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { ServerText } from '../../../ui/ServerText.tsx';
import type { Machine } from '../machine.ts';
import type { Run } from '../run/run.ts';
import { useAction } from '../use-action.tsx';
import { curlOf } from '../wire/curl.ts';
import type { Exchange } from '../wire/exchange.ts';
import { rawExchange } from '../wire/raw.ts';
import { redactionOf } from '../wire/redact.ts';
import { AnnotatedExchange } from './AnnotatedExchange.tsx';
import { inkOf } from './actors.ts';
import { exchangeLabel } from './diagram-lines.ts';
import { OutcomeMark } from './OutcomeMark.tsx';

const VIEWS = ['Annotated', 'Raw', 'curl'] as const;

/** An exchange as a row, which expands to its details. */
export function WireRow({
  exchange,
  log,
  machine,
  run,
  open,
  about,
  onToggle,
}: Logged & {
  machine: Machine;
  run: Run | undefined;
  open: boolean;
  /** The value that a link to this row is about. */
  about?: string | undefined;
  onToggle(): void;
}) {
  const { id, from, to, request, outcome } = exchange;
  return (
    <div id={`m${id}`} className="rounded-control border border-rule bg-raised">
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="grid w-full cursor-pointer grid-cols-[auto_minmax(0,1fr)_auto] items-baseline gap-x-3 px-3 py-1.5 text-left text-sm"
      >
        <span className="font-mono text-faint">{id}</span>
        <span className="truncate font-semibold">{exchangeLabel(exchange)}</span>
        <OutcomeMark exchange={exchange} />
        <span className="col-start-2 col-end-4 flex flex-wrap gap-x-3 text-soft text-xs">
          <span>
            <span className={inkOf(from)}>{from}</span> → <span className={inkOf(to)}>{to}</span>
          </span>
          <span className="min-w-0 grow truncate font-mono">
            {request.method} {new URL(request.url).pathname}
          </span>
          {outcome.kind === 'answered' && <span>{outcome.tookMs} ms</span>}
        </span>
      </button>
      {open && <OpenedExchange exchange={exchange} log={log} machine={machine} run={run} about={about} />}
    </div>
  );
}

function OpenedExchange({
  exchange,
  log,
  machine,
  run,
  about,
}: Logged & { machine: Machine; run: Run | undefined; about: string | undefined }) {
  const { pending, failure, start } = useAction(machine);
  const [view, setView] = useState<(typeof VIEWS)[number]>('Annotated');
  return (
    <div className="grid gap-3 border-rule border-t px-3 py-3 text-sm">
      <fieldset className="flex gap-1">
        <legend className="sr-only">How to show it</legend>
        {VIEWS.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === view}
            onClick={() => setView(each)}
            className="cursor-pointer rounded-control border border-strong px-2 py-0.5 aria-pressed:bg-accent-tint aria-pressed:font-semibold"
          >
            {each}
          </button>
        ))}
      </fieldset>
      {view === 'Annotated' && <AnnotatedExchange exchange={exchange} log={log} about={about} />}
      {view === 'Raw' && <Raw exchange={exchange} log={log} />}
      {view === 'curl' && <Curl exchange={exchange} log={log} />}
      {run && exchange.channel === 'back' && (
        <div>
          <Button
            pending={pending}
            onClick={() =>
              start(() => run.send(exchange.request, exchange.from === 'attacker' ? 'attacker' : 'client'))
            }
          >
            Send it again
          </Button>
          {failure}
        </div>
      )}
    </div>
  );
}

interface Logged {
  exchange: Exchange;
  /** The whole log: if any message names a secret, the secret is masked in every message. */
  log: readonly Exchange[];
}

function Raw({ exchange, log }: Logged) {
  const [revealed, setRevealed] = useState(false);
  const text = rawExchange(exchange);
  const masked = rawExchange(redactionOf(log).exchange(exchange));
  return (
    <>
      <Preformatted>{revealed ? text : masked}</Preformatted>
      {masked !== text && (
        <button
          type="button"
          onClick={() => setRevealed(!revealed)}
          className="cursor-pointer justify-self-start text-accent text-xs underline"
        >
          {revealed ? 'Mask the secrets' : 'Reveal the secrets'}
        </button>
      )}
    </>
  );
}

function Curl({ exchange, log }: Logged) {
  const command = curlOf(redactionOf(log).exchange(exchange).request);
  if (command === undefined) {
    return (
      <p>
        There is no command for this request: this page writes commands only for http and https addresses, and
        for headers without a control character.
      </p>
    );
  }
  return (
    <>
      <p>This command is for a POSIX shell (sh, bash, zsh).</p>
      <Preformatted>{command}</Preformatted>
    </>
  );
}

function Preformatted({ children }: { children: string }) {
  return (
    <pre className="whitespace-pre-wrap break-all font-mono text-xs">
      <ServerText text={children} kind="content" />
    </pre>
  );
}
