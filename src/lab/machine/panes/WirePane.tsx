import { Button } from '../../../ui/Button.tsx';
import { counted } from '../counted.ts';
import { download } from '../download.ts';
import type { Machine } from '../machine.ts';
import type { Run } from '../run/run.ts';
import type { Exchange } from '../wire/exchange.ts';
import { exportHar } from '../wire/har.ts';
import { dividerBefore } from './diagram-lines.ts';
import { LongList } from './LongList.tsx';
import type { LinkedMessage } from './message-link.ts';
import { type OpenedHar, OpenHar } from './OpenHar.tsx';
import { RunDivider } from './RunDivider.tsx';
import { WireRow } from './WireRow.tsx';

/** Every exchange of the run. The selected exchange is expanded. */
export function WirePane({
  log,
  machine,
  run,
  selected,
  onSelect,
  onOpenHar,
}: {
  log: readonly Exchange[];
  machine: Machine;
  /** The run that can send a message again; absent for a log from a file. */
  run: Run | undefined;
  selected: LinkedMessage | undefined;
  onSelect(exchangeId: number): void;
  onOpenHar(har: OpenedHar): void;
}) {
  return (
    <div className="flex min-h-0 grow flex-col">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-rule border-b px-4 py-2 text-sm print:hidden">
        <span className="grow text-soft">
          {log.length === 0 ? 'Nothing has been sent yet.' : counted(log.length, 'exchange')}
        </span>
        {log.length > 0 && (
          <Button
            aria-description="Recognized secrets are masked in the file"
            onClick={() => download('pkce-lab.har', exportHar(log))}
          >
            Export as HAR
          </Button>
        )}
        <OpenHar onOpen={onOpenHar} />
      </div>
      <LongList
        label="Exchanges, in order"
        count={log.length}
        rowHeight={66}
        keyOf={(index) => log[index]?.id ?? index}
        target={log.findIndex(({ id }) => id === selected?.id)}
        className="px-3 py-2"
      >
        {(index) => {
          const exchange = log[index];
          const divider = dividerBefore(log, index);
          return (
            exchange && (
              <div className="pb-2">
                {divider !== undefined && <RunDivider words={divider} />}
                <WireRow
                  exchange={exchange}
                  log={log}
                  machine={machine}
                  run={run}
                  open={exchange.id === selected?.id}
                  about={exchange.id === selected?.id ? selected.name : undefined}
                  onToggle={() => onSelect(exchange.id)}
                />
              </div>
            )
          );
        }}
      </LongList>
    </div>
  );
}
