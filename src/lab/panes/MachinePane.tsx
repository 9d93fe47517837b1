import { useState, useSyncExternalStore } from 'react';
import { DebuggerBar } from '../debugger/DebuggerBar.tsx';
import type { Machine } from '../machine.ts';
import type { Exchange } from '../wire/exchange.ts';
import { SequenceDiagram } from './SequenceDiagram.tsx';
import { SourcePane } from './SourcePane.tsx';
import { StoragePane } from './StoragePane.tsx';
import { WirePane } from './WirePane.tsx';

const TABS = ['Diagram', 'Wire', 'Source', 'Storage'] as const;
type Tab = (typeof TABS)[number];

/** The machine beside the text: what was said, byte for byte, and what is kept. */
export function MachinePane({ machine, log }: { machine: Machine; log: readonly Exchange[] }) {
  const run = useSyncExternalStore(machine.subscribe, machine.getSnapshot);
  const [tab, setTab] = useState<Tab>('Diagram');
  const [selected, setSelected] = useState<number>();
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
        className="min-h-48 grow overflow-y-auto p-4"
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
            onSelect={(id) => setSelected(id === selected ? undefined : id)}
          />
        )}
        {tab === 'Source' && <SourcePane exchange={log.find(({ id }) => id === selected) ?? last} />}
        {tab === 'Storage' && <StoragePane run={run} />}
      </div>
      <p aria-live="polite" className="sr-only">
        {last && `Message ${last.id}: ${last.from} to ${last.to}`}
      </p>
      <DebuggerBar gate={machine.gate} />
    </section>
  );
}

function neighbour(tab: Tab, key: string): Tab | undefined {
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  return step ? TABS.at((TABS.indexOf(tab) + step) % TABS.length) : undefined;
}
