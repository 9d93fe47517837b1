import { useState, useSyncExternalStore } from 'react';
import { Button } from '../../ui/Button.tsx';
import { DebuggerBar } from '../debugger/DebuggerBar.tsx';
import type { Machine } from '../machine.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { OpenedHar } from './OpenHar.tsx';
import { SequenceDiagram } from './SequenceDiagram.tsx';
import { SourcePane } from './SourcePane.tsx';
import { StoragePane } from './StoragePane.tsx';
import { WirePane } from './WirePane.tsx';

const TABS = ['Diagram', 'Wire', 'Source', 'Storage'] as const;
type Tab = (typeof TABS)[number];

/** The machine beside the text: what was said, byte for byte, and what is kept. */
export function MachinePane({ machine, log: ownLog }: { machine: Machine; log: readonly Exchange[] }) {
  const ownRun = useSyncExternalStore(machine.subscribe, machine.getSnapshot);
  const [opened, setOpened] = useState<OpenedHar>();
  // A file is looked at and nothing else: what it tells proves no chapter, and nothing of it is sent.
  const log = opened?.exchanges ?? ownLog;
  const run = opened ? undefined : ownRun;
  const [selected, setSelected] = useState(linkedMessage);
  const [tab, setTab] = useState<Tab>(selected === undefined ? 'Diagram' : 'Wire');
  const last = log.at(-1);
  return (
    <section aria-label="The machine" className="flex min-h-0 flex-col bg-sunken lg:h-full">
      <h2 className="sr-only">The machine</h2>
      <div role="tablist" aria-label="Views of the machine" className="flex border-rule border-b px-3 pt-3">
        {TABS.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            id={`tab-${each}`}
            aria-selected={each === tab}
            aria-controls="machine-view"
            tabIndex={each === tab ? 0 : -1}
            onClick={() => setTab(each)}
            onKeyDown={(event) => {
              const next = neighbour(each, event.key);
              if (!next) return;
              setTab(next);
              document.getElementById(`tab-${next}`)?.focus();
            }}
            className="-mb-px cursor-pointer rounded-t-control border border-transparent px-4 py-2 text-soft aria-selected:border-rule aria-selected:border-b-paper aria-selected:bg-paper aria-selected:font-semibold aria-selected:text-ink"
          >
            {each}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id="machine-view"
        aria-labelledby={`tab-${tab}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="min-h-48 grow overflow-y-auto p-4 print:overflow-visible"
      >
        {tab === 'Diagram' && (
          <SequenceDiagram
            log={log}
            selected={selected}
            onSelect={(id) => {
              setSelected(id);
              setTab('Wire');
            }}
          />
        )}
        {tab === 'Wire' && (
          <WirePane
            log={log}
            run={run}
            selected={selected}
            onSelect={(id) => {
              setSelected(id === selected ? undefined : id);
              linkMessage(id === selected ? undefined : id);
            }}
            onOpenHar={(har) => {
              setOpened(har);
              setSelected(undefined);
              setTab('Diagram');
            }}
          />
        )}
        {tab === 'Source' && <SourcePane exchange={log.find(({ id }) => id === selected) ?? last} />}
        {tab === 'Storage' && <StoragePane run={run} />}
      </div>
      <p aria-live="polite" className="sr-only">
        {last && `Message ${last.id}: ${last.from} to ${last.to}`}
      </p>
      {opened ? (
        <div className="flex flex-wrap items-center gap-3 border-rule border-t bg-raised px-4 py-3">
          <p className="grow text-sm">
            <span className="font-semibold">{opened.name}</span>, {opened.exchanges.length} messages, read
            only
          </p>
          <Button
            onClick={() => {
              setOpened(undefined);
              setSelected(undefined);
            }}
          >
            Back to this run
          </Button>
        </div>
      ) : (
        <DebuggerBar gate={machine.gate} />
      )}
    </section>
  );
}

function neighbour(tab: Tab, key: string): Tab | undefined {
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  return step ? TABS.at((TABS.indexOf(tab) + step) % TABS.length) : undefined;
}

/** The message that the address points to (`#m7`), if it does. */
function linkedMessage(): number | undefined {
  const [, number] = /^#m(\d+)$/.exec(location.hash) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** Puts the chosen message into the address, so that it can be passed on. */
function linkMessage(id: number | undefined): void {
  const { pathname, search } = location;
  history.replaceState(history.state, '', pathname + search + (id === undefined ? '' : `#m${id}`));
}
