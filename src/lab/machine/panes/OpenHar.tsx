import { useId, useState } from 'react';
import { buttonClass } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import type { Exchange } from '../wire/exchange.ts';

/** A HAR file that is shown in place of the run. */
export interface OpenedHar {
  name: string;
  exchanges: readonly Exchange[];
}

/** Opens a HAR file; a broken one is refused with the line of its error. */
export function OpenHar({ onOpen }: { onOpen(har: OpenedHar): void }) {
  const id = useId();
  const [refused, setRefused] = useState<string>();

  async function open(file: File | undefined): Promise<void> {
    setRefused(undefined);
    if (!file) return;
    const { HarError, importHar } = await import('../wire/har-import.ts');
    try {
      onOpen({ name: file.name, exchanges: importHar(await file.text()) });
    } catch (error) {
      if (!(error instanceof HarError)) throw error;
      setRefused(error.message);
    }
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
