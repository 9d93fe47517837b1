import { useState } from 'react';
import { ServerText } from '../../ui/ServerText.tsx';
import { requestLabel } from '../machine/panes/diagram-lines.ts';
import type { Exchange } from '../machine/wire/exchange.ts';
import { redactionOf } from '../machine/wire/redact.ts';
import { howItEnded, messageText } from './engine/message-text.ts';

interface Message {
  exchange: Exchange;
  /** All messages, because a secret that any of them contains is masked in every message. */
  log: readonly Exchange[];
}

/** The text is made only when a person opens the message: a report has hundreds of messages. */
export function MessageDetails({ exchange, log }: Message) {
  const [open, setOpen] = useState(false);
  return (
    <details
      className="rounded-control border border-rule"
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary className="cursor-pointer px-3 py-1.5 text-sm">
        <span className="font-mono text-faint">{exchange.id}</span> {requestLabel(exchange.request)}
        <span className="text-soft">
          , {exchange.from} → {exchange.to}
          {howItEnded(exchange)}
        </span>
      </summary>
      {open && <MessageText exchange={exchange} log={log} />}
    </details>
  );
}

/** A message as it was sent, with every secret masked. */
export function MessageText({ exchange, log }: Message) {
  return (
    <pre className="whitespace-pre-wrap break-all border-rule border-t bg-sunken px-3 py-2 font-mono text-xs leading-5">
      <ServerText text={messageText(redactionOf(log).exchange(exchange))} kind="content" />
    </pre>
  );
}
