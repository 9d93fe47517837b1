import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { download } from '../download.ts';
import type { Run } from '../run/run.ts';
import { useAction } from '../use-action.tsx';
import { annotate, mask } from '../wire/annotate.ts';
import { curlCommand, redactedParts } from '../wire/curl.ts';
import type { Exchange } from '../wire/exchange.ts';
import { exportHar } from '../wire/har.ts';
import { AnnotatedExchange } from './AnnotatedExchange.tsx';
import { requestLabel } from './diagram-lines.ts';
import { type OpenedHar, OpenHar } from './OpenHar.tsx';

const VIEWS = ['Annotated', 'Raw', 'curl'] as const;

/** Every exchange of the run; the chosen one opened. */
export function WirePane({
  log,
  run,
  selected,
  onSelect,
  onOpenHar,
}: {
  log: readonly Exchange[];
  run: Run | undefined;
  selected: number | undefined;
  onSelect(exchangeId: number): void;
  onOpenHar(har: OpenedHar): void;
}) {
  return (
    <div className="grid gap-3">
      {log.length === 0 && <p className="text-soft">Nothing has been sent yet.</p>}
      <ol className="grid gap-2">
        {log.map((exchange) => (
          <li key={exchange.id} id={`m${exchange.id}`} className="wire-row">
            <WireRow
              exchange={exchange}
              run={run}
              open={exchange.id === selected}
              onToggle={() => onSelect(exchange.id)}
            />
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap items-center gap-3">
        {log.length > 0 && (
          <>
            <Button onClick={() => download('pkce-lab.har', exportHar(log))}>Export as HAR</Button>
            <span className="text-soft text-sm">Secrets are masked.</span>
          </>
        )}
        <OpenHar onOpen={onOpenHar} />
      </div>
    </div>
  );
}

function WireRow({
  exchange,
  run,
  open,
  onToggle,
}: {
  exchange: Exchange;
  run: Run | undefined;
  open: boolean;
  onToggle(): void;
}) {
  return (
    <div className="rounded-control border border-rule bg-raised">
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="flex w-full cursor-pointer flex-wrap items-baseline gap-x-3 px-3 py-2 text-left text-sm"
      >
        <span className="font-mono text-faint">{exchange.id}</span>
        <span className="font-semibold">{requestLabel(exchange.request)}</span>
        <span className="text-soft">
          {exchange.from} → {exchange.to}
        </span>
        <span className="ml-auto">{outcomeInWords(exchange)}</span>
      </button>
      {open && <Opened exchange={exchange} run={run} />}
    </div>
  );
}

function outcomeInWords({ outcome }: Exchange): string {
  switch (outcome.kind) {
    case 'waiting':
      return 'waiting';
    case 'answered':
      return `${outcome.answer.status} ${outcome.answer.status < 400 ? 'granted' : 'refused'} · ${outcome.tookMs} ms`;
    case 'left':
      return 'navigated';
    case 'dropped':
      return 'dropped';
    case 'failed':
      return 'no answer';
    default:
      return outcome satisfies never;
  }
}

function Opened({ exchange, run }: { exchange: Exchange; run: Run | undefined }) {
  const { pending, failure, start } = useAction();
  const [view, setView] = useState<(typeof VIEWS)[number]>('Annotated');
  const { url, body } = redactedParts(exchange);
  const { method, headers } = exchange.request;
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
      {view === 'Annotated' && <AnnotatedExchange exchange={exchange} />}
      {view === 'Raw' && (
        <Preformatted>{`${method} ${url}\n${headerLines(headers, exchange)}\n\n${body}`}</Preformatted>
      )}
      {view === 'curl' && <Preformatted>{curlCommand(exchange)}</Preformatted>}
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

function headerLines(headers: Readonly<Record<string, string>>, exchange: Exchange): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${annotate(name, exchange).secret ? mask(value) : value}`)
    .join('\n');
}

function Preformatted({ children }: { children: string }) {
  return (
    <pre className="whitespace-pre-wrap break-all font-mono text-xs">
      <bdi>{children}</bdi>
    </pre>
  );
}
