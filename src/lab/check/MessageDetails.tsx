import { ServerText } from '../../ui/ServerText.tsx';
import { requestLabel } from '../machine/panes/diagram-lines.ts';
import type { Exchange } from '../machine/wire/exchange.ts';
import { redactionOf } from '../machine/wire/redact.ts';
import { messageText } from './engine/message-text.ts';

/**
 * A message that shows a finding, as it was sent, with every secret masked.
 *
 * @param log all messages: a secret that one of them contains is masked in every message.
 */
export function MessageDetails({ exchange, log }: { exchange: Exchange; log: readonly Exchange[] }) {
  const text = messageText(redactionOf(log).exchange(exchange));
  return (
    <details className="rounded-control border border-rule">
      <summary className="cursor-pointer px-3 py-1.5 text-sm">
        <span className="font-mono text-faint">{exchange.id}</span> {requestLabel(exchange.request)}
        <span className="text-soft">
          , {exchange.from} → {exchange.to}
          {text.ended}
        </span>
      </summary>
      <pre className="whitespace-pre-wrap break-all border-rule border-t bg-sunken px-3 py-2 font-mono text-xs leading-5">
        <ServerText text={text.message} kind="content" />
      </pre>
    </details>
  );
}
