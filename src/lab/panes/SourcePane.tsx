import { useEffect, useState } from 'react';
import { Waiting } from '../../ui/Waiting.tsx';
import { excerpt } from '../source/excerpt.ts';
import { runningFunctions } from '../source/running-source.ts';
import type { Exchange } from '../wire/exchange.ts';

/** The modules' own text, as it was built into this page. */
const MODULES = import.meta.glob<string>(
  [
    '../../oauth/*.ts',
    '../../mcp/client.ts',
    '../../mocks/{authorization,resource}-server/*.ts',
    '../source/node-twin.ts',
    '!../../**/*.test.ts',
  ],
  { query: '?raw', import: 'default' },
);

/** The functions that had a part in the chosen exchange; without one, in the newest. */
export function SourcePane({ exchange }: { exchange: Exchange | undefined }) {
  return (
    <div className="grid gap-4">
      {runningFunctions(exchange).map(({ side, file, name }) => (
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

/** A function of a module, as the module's own text has it. */
export function Excerpt({ file, name }: { file: string; name: string }) {
  const text = useModuleText(file);
  if (text === undefined) return <Waiting>Fetching the source</Waiting>;
  return (
    <pre className="mt-1 whitespace-pre-wrap rounded-control border border-rule bg-raised p-3 font-mono text-xs">
      {excerpt(text, name)}
    </pre>
  );
}

function useModuleText(file: string): string | undefined {
  const [text, setText] = useState<{ file: string; text: string }>();
  useEffect(() => {
    const path = file.startsWith('lab/') ? file.replace('lab/', '../') : `../../${file}`;
    let current = true;
    void MODULES[path]?.().then((loaded) => {
      if (current) setText({ file, text: loaded });
    });
    return () => {
      current = false;
    };
  }, [file]);
  return text?.file === file ? text.text : undefined;
}
