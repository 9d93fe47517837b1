import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { ServerText } from '../../../ui/ServerText.tsx';
import { useStore } from '../../../ui/use-store.ts';
import { counted } from '../counted.ts';
import { DebuggerBar } from '../debugger/DebuggerBar.tsx';
import type { Machine } from '../machine.ts';
import type { Exchange } from '../wire/exchange.ts';
import { diagramLines } from './diagram-lines.ts';
import { HollowSteps, NothingSent } from './HollowSteps.tsx';
import { linkedMessage, linkMessage } from './message-link.ts';
import type { OpenedHar } from './OpenHar.tsx';
import { SequenceDiagram } from './SequenceDiagram.tsx';
import { SheetHandle } from './SheetHandle.tsx';
import { SourcePane } from './SourcePane.tsx';
import { StoragePane } from './StoragePane.tsx';
import { type Tab, TabList } from './TabList.tsx';
import { WirePane } from './WirePane.tsx';

/** The messages, byte for byte, and what is stored. On a phone, the pane is a sheet to unfold. */
export function MachinePane({
  machine,
  log: ownLog,
  stepsHidden = false,
  foot,
}: {
  machine: Machine;
  log: readonly Exchange[];
  /** Whether the diagram hides the numbers and names of the ten steps. */
  stepsHidden?: boolean;
  /** Shown in place of the debugger if the messages were already sent. */
  foot?: ReactNode;
}) {
  const machineRun = useStore(machine);
  const [opened, setOpened] = useState<OpenedHar>();
  // A run from a file proves no chapter, and its messages cannot be sent.
  const log = opened?.exchanges ?? ownLog;
  const run = opened ? undefined : machineRun;
  const [linked, setLinked] = useState(linkedMessage);
  const selected = linked?.id;
  const [tab, setTab] = useState<Tab>(linked ? 'Wire' : 'Diagram');
  const [sheetOpen, setSheetOpen] = useState(linked !== undefined);
  const newest = log.at(-1);
  const lastLine = newest && diagramLines([newest]).at(-1);

  useEffect(() => {
    function follow(): void {
      const linked = linkedMessage();
      setLinked(linked);
      if (linked === undefined) return;
      setTab('Wire');
      setSheetOpen(true);
    }
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);

  function select(id: number | undefined): void {
    setLinked(id === undefined ? undefined : { id });
    linkMessage(id);
  }

  function openHar(har: OpenedHar | undefined): void {
    setOpened(har);
    select(undefined);
    setTab('Diagram');
  }

  return (
    <section aria-label="The machine" className="relative flex min-h-0 flex-col bg-sunken md:h-full">
      <h2 className="sr-only">The machine</h2>
      <SheetHandle sheetOpen={sheetOpen} log={log} onToggle={() => setSheetOpen(!sheetOpen)} />
      <div
        className={`min-h-0 grow flex-col max-md:h-[58dvh] print:flex print:h-auto ${sheetOpen ? 'flex' : 'hidden md:flex'}`}
      >
        <TabList tab={tab} onChoose={setTab} />
        <div
          key={tab}
          role="tabpanel"
          id="machine-view"
          aria-labelledby={`tab-${tab}`}
          className="flex min-h-0 grow flex-col"
        >
          {tab === 'Diagram' && (
            <SequenceDiagram
              log={log}
              selected={selected}
              stepsHidden={stepsHidden}
              live={run !== undefined}
              whenEmpty={stepsHidden ? <NothingSent /> : <HollowSteps />}
              onSelect={(id) => {
                select(id);
                setTab('Wire');
              }}
            />
          )}
          {tab === 'Wire' && (
            <WirePane
              log={log}
              machine={machine}
              run={run}
              selected={linked}
              onSelect={(id) => select(id === selected ? undefined : id)}
              onOpenHar={openHar}
            />
          )}
          {tab === 'Source' && (
            <Scrolling label="Source">
              <SourcePane exchange={log.find(({ id }) => id === selected) ?? newest} />
            </Scrolling>
          )}
          {tab === 'Storage' && (
            <Scrolling label="Storage">
              <StoragePane run={run} />
            </Scrolling>
          )}
        </div>
      </div>
      <p aria-live="polite" className="sr-only">
        {newest && lastLine?.kind === 'message' && (
          <>
            Message {newest.id}: {lastLine.from} to {lastLine.to}, {lastLine.label}
          </>
        )}
      </p>
      {opened ? (
        <div className="flex flex-wrap items-center gap-3 border-rule border-t bg-raised px-4 py-3">
          <p className="grow text-sm">
            <span className="font-semibold">
              <ServerText text={opened.name} kind="name" />
            </span>
            , {counted(opened.exchanges.length, 'message')}, read only
          </p>
          <Button onClick={() => openHar(undefined)}>Back to this run</Button>
        </div>
      ) : (
        (foot ?? <DebuggerBar gate={machine.gate} newest={newest} folded={!sheetOpen} />)
      )}
    </section>
  );
}

function Scrolling({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
      tabIndex={0}
      className="relative min-h-0 grow overflow-y-auto p-4 print:overflow-visible"
    >
      {children}
    </section>
  );
}
