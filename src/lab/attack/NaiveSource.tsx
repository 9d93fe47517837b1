import { Excerpt } from '../machine/panes/SourcePane.tsx';
import type { SourceFunction } from './attacks/attack.ts';

/** Shows a function of the naive client beside the correct function, both as they are in the source code. */
export function NaiveSource({ wrong, right }: { wrong: SourceFunction; right: SourceFunction }) {
  return (
    <div className="grid min-w-0 gap-3">
      {(
        [
          ['The naive client', wrong],
          ['src/oauth', right],
        ] as const
      ).map(([label, { file, name }]) => (
        <details key={label} open={label === 'The naive client'} className="min-w-0">
          <summary className="cursor-pointer">
            {label}: <code>{name}</code>
          </summary>
          <Excerpt file={file} name={name} marked={label === 'The naive client' ? 'WRONG' : undefined} />
        </details>
      ))}
    </div>
  );
}
