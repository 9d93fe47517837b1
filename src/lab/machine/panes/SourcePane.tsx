import { type ReactNode, useEffect, useState } from 'react';
import { Waiting } from '../../../ui/Waiting.tsx';
import { excerptRange } from '../source/excerpt.ts';
import { type HighlightedLine, type TokenRole, textOf } from '../source/highlighted.ts';
import { runningFunctions } from '../source/running-source.ts';
import type { Exchange } from '../wire/exchange.ts';

/** The source of the modules, with the syntactic roles of its tokens, as built into this page. */
const MODULES = import.meta.glob<readonly HighlightedLine[]>(
  [
    '../../../oauth/*.ts',
    '../../../mcp/client.ts',
    '../../../mocks/{authorization,resource}-server/*.ts',
    '../source/{node-twin,in-one-call}.ts',
    '../naive-client/*.ts',
    '!../../../**/*.test.ts',
  ],
  { query: '?highlighted', import: 'default' },
);

/** Shows the functions that took part in the selected exchange, or in the newest exchange if none is selected. */
export function SourcePane({ exchange }: { exchange: Exchange | undefined }) {
  const functions = runningFunctions(exchange);
  if (!functions.length) return <p className="text-soft">The lab shows no source for this message.</p>;
  return (
    <div className="grid gap-4">
      {functions.map(({ side, file, name }) => (
        <section key={file + name}>
          <h3 className="flex flex-wrap items-baseline gap-x-3 text-sm">
            <code className="font-semibold">{name}</code>
            <span className="font-sans text-soft text-xs">
              {side} · <code>src/{file}</code>
            </span>
          </h3>
          <Excerpt file={file} name={name} />
        </section>
      ))}
    </div>
  );
}

/** The source of a function. @param marked a text: the lines that contain it are marked. */
export function Excerpt({ file, name, marked }: { file: string; name: string; marked?: string | undefined }) {
  const lines = useModuleLines(file);
  if (lines === undefined) return <Waiting>Loading the source</Waiting>;
  const [start, end] = excerptRange(lines.map(textOf), name);
  return (
    <pre className="mt-1 whitespace-pre-wrap rounded-control border border-rule bg-raised p-3 font-mono text-xs">
      {lines.slice(start, end).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a text that does not change
        <Line key={index} marked={marked !== undefined && textOf(line).includes(marked)}>
          {line.map(([text, role], column) =>
            role ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a text that does not change
              <span key={column} className={ROLE_INK[role]}>
                {text}
              </span>
            ) : (
              text
            ),
          )}
          {'\n'}
        </Line>
      ))}
    </pre>
  );
}

const Line = ({ marked, children }: { marked: boolean; children: ReactNode }) =>
  marked ? <mark className="bg-mark text-ink [&_*]:text-ink">{children}</mark> : children;

const ROLE_INK: Readonly<Record<TokenRole, string>> = {
  comment: 'text-soft italic',
  keyword: 'text-accent',
  string: 'text-ok',
  constant: 'text-mcp-server',
  function: 'text-client',
};

function useModuleLines(file: string): readonly HighlightedLine[] | undefined {
  const [module, setModule] = useState<{ file: string; lines: readonly HighlightedLine[] }>();
  useEffect(() => {
    const path = file.startsWith('lab/') ? file.replace('lab/machine/', '../') : `../../../${file}`;
    let current = true;
    void MODULES[path]?.().then((lines) => {
      if (current) setModule({ file, lines });
    });
    return () => {
      current = false;
    };
  }, [file]);
  return module?.file === file ? module.lines : undefined;
}
