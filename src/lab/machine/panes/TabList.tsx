const TABS = ['Diagram', 'Wire', 'Source', 'Storage'] as const;

export type Tab = (typeof TABS)[number];

/** The tabs of the machine; the arrow keys move between tabs. */
export function TabList({ tab, onChoose }: { tab: Tab; onChoose(tab: Tab): void }) {
  return (
    <div
      role="tablist"
      aria-label="Views of the machine"
      className="flex shrink-0 border-rule border-b px-3 pt-3 print:hidden"
    >
      {TABS.map((each) => (
        <button
          key={each}
          type="button"
          role="tab"
          id={`tab-${each}`}
          aria-selected={each === tab}
          aria-controls="machine-view"
          tabIndex={each === tab ? 0 : -1}
          onClick={() => onChoose(each)}
          onKeyDown={(event) => {
            const next = neighbour(each, event.key);
            if (!next) return;
            onChoose(next);
            document.getElementById(`tab-${next}`)?.focus();
          }}
          className="-mb-px cursor-pointer rounded-t-control border border-transparent px-4 py-1.5 text-soft aria-selected:border-rule aria-selected:border-b-paper aria-selected:bg-paper aria-selected:font-semibold aria-selected:text-ink"
        >
          {each}
        </button>
      ))}
    </div>
  );
}

function neighbour(tab: Tab, key: string): Tab | undefined {
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  return step ? TABS.at((TABS.indexOf(tab) + step) % TABS.length) : undefined;
}
