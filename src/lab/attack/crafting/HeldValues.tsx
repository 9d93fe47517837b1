import { useState } from 'react';
import type { Note } from '../attacks/notebook.ts';

export function HeldValues({ notes }: { notes: readonly Note[] }) {
  const [said, setSaid] = useState('');

  async function copy({ what, value }: Note): Promise<void> {
    try {
      await navigator.clipboard.writeText(value);
      setSaid(`Copied: ${what}`);
    } catch {
      setSaid('This browser does not let the page use the clipboard. Select the text instead.');
    }
  }

  return (
    <section
      aria-labelledby="held-values"
      className="overflow-hidden rounded-card border-2 border-attacker bg-paper"
    >
      <div className="hatch border-attacker border-b-2 px-4 py-2">
        <h2
          id="held-values"
          className="w-fit rounded-control bg-paper px-2 font-mono font-normal text-attacker text-base"
        >
          What you have
        </h2>
      </div>
      <dl className="grid max-h-96 gap-2 overflow-y-auto px-4 py-3 text-sm">
        {notes.map((note, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows
          <div key={index} className="grid min-w-0 grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3">
            <dt className="text-soft">{note.what}</dt>
            <dd className="row-start-2 line-clamp-3 min-w-0 select-all break-all font-mono">{note.value}</dd>
            <dd className="row-span-2 self-center">
              <button
                type="button"
                className="min-h-8 cursor-pointer text-accent underline"
                onClick={() => void copy(note)}
              >
                Copy<span className="sr-only"> {note.what}</span>
              </button>
            </dd>
          </div>
        ))}
      </dl>
      <p role="status" className="min-h-5 px-4 pb-2 text-soft text-sm">
        {said}
      </p>
    </section>
  );
}
