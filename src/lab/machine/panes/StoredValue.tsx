import { useState } from 'react';
import { ServerText } from '../../../ui/ServerText.tsx';
import { Followable } from './followed-value.tsx';

/** A value that can be followed; a secret is masked until it is revealed. */
export function StoredValue({ name, value, secret }: { name: string; value: string; secret: boolean }) {
  const [revealed, setRevealed] = useState(false);
  return (
    <>
      <Followable value={value} masked={secret && !revealed} />
      {secret && (
        <button
          type="button"
          className="ml-2 cursor-pointer text-accent text-xs underline"
          onClick={() => setRevealed(!revealed)}
        >
          {revealed ? 'Hide' : 'Reveal'}
          <span className="sr-only">
            {' '}
            <ServerText text={name} kind="name" />
          </span>
        </button>
      )}
    </>
  );
}
