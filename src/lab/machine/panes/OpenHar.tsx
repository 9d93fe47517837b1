import { useId, useState } from 'react';
import { buttonClass } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import type { Exchange } from '../wire/exchange.ts';
import { diagramLines } from './diagram-lines.ts';

export interface OpenedHar {
  name: string;
  exchanges: readonly Exchange[];
}

/** Opens a HAR file, or says why the file cannot be opened. */
export function OpenHar({ onOpen }: { onOpen(har: OpenedHar): void }) {
  const id = useId();
  const [refused, setRefused] = useState<string>();

  async function open(file: File | undefined): Promise<void> {
    setRefused(undefined);
    if (!file) return;
    const { readHar } = await import('../wire/read-har.ts');
    // The lines of the diagram are derived portion by portion, so that a long log does not block the page.
    const read = await readHar(file, diagramLines);
    if ('refused' in read) setRefused(read.refused);
    else onOpen({ name: file.name, exchanges: read.exchanges });
  }

  return (
    <>
      <label htmlFor={id} className={`${buttonClass()} focus-within:outline-2 focus-within:outline-accent`}>
        Open a HAR
        <input
          id={id}
          type="file"
          accept=".har,application/json"
          className="sr-only"
          onChange={({ target }) => {
            void open(target.files?.[0]);
            target.value = '';
          }}
        />
      </label>
      {refused && (
        <div className="basis-full">
          <Notice tone="bad" title="This file could not be read">
            {refused}
          </Notice>
        </div>
      )}
    </>
  );
}
