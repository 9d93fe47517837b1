import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { useStore } from '../../ui/use-store.ts';
import { counted } from '../machine/counted.ts';
import { createMachine } from '../machine/machine.ts';
import { paceMs } from '../machine/pace.ts';
import { FollowedValueProvider } from '../machine/panes/followed-value.tsx';
import { SequenceDiagram } from '../machine/panes/SequenceDiagram.tsx';
import { createRun } from '../machine/run/run.ts';
import { useAction } from '../machine/use-action.tsx';
import type { Exchange } from '../machine/wire/exchange.ts';

const AnnotatedExchange = lazy(async () => ({
  default: (await import('../machine/panes/AnnotatedExchange.tsx')).AnnotatedExchange,
}));

/** Runs the whole flow when it appears, and again on a press. */
export function LiveRun() {
  const [machine] = useState(() => createMachine({ origin: location.origin, paceMs, createRun }));
  const log = useStore(machine.log);
  const { pending, failure, start } = useAction(machine);
  const [selected, select] = useState<number>();
  const shown = log.find(({ id }) => id === selected);
  const begun = useRef(false);

  async function run(): Promise<void> {
    machine.log.clear();
    select(undefined);
    const started = machine.start();
    await started.signIn();
    await started.callTool('whoami');
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(() => {
    // React's strict mode runs this effect twice, but one run is enough.
    if (!begun.current) start(run);
    begun.current = true;
  }, []);

  return (
    <div className="flex h-full min-h-[inherit] flex-col">
      <div className="flex grow flex-col">
        <SequenceDiagram
          log={log}
          selected={selected}
          onSelect={(id) => select(id === selected ? undefined : id)}
        />
        {failure}
      </div>
      {shown && (
        <section
          aria-labelledby="selected-message"
          className="grid gap-3 border-rule border-t bg-raised px-4 py-3 text-sm"
        >
          <h2 id="selected-message" className="font-sans text-base">
            Message {shown.id} of this run
          </h2>
          <p className="break-all font-mono text-xs">
            {shown.request.method} {shown.request.url.split('?')[0]}
          </p>
          <FollowedValueProvider>
            <Suspense fallback={null}>
              <AnnotatedExchange exchange={shown} log={log} />
            </Suspense>
          </FollowedValueProvider>
        </section>
      )}
      <div className="flex flex-wrap items-center justify-between gap-3 rounded-b-card border-rule border-t bg-raised px-4 py-3">
        <p className="grow basis-56 text-sm">
          <span className="font-semibold">
            This run: {counted(log.length, 'message')}; the servers took {tookMs(log)} ms.
          </span>{' '}
          <span className="text-soft">This page made the messages just now; they are no recording.</span>
        </p>
        <Button pending={pending !== false} onClick={() => start(run)}>
          Run again
        </Button>
      </div>
    </div>
  );
}

/** The time that the servers took, without the pauses in which a person can follow the messages. */
const tookMs = (log: readonly Exchange[]): number =>
  log.reduce((sum, { outcome }) => sum + (outcome.kind === 'answered' ? outcome.tookMs : 0), 0);
