import { useEffect, useRef, useState } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { useStore } from '../../../ui/use-store.ts';
import { requestLabel } from '../panes/diagram-lines.ts';
import type { Exchange, WireMessage } from '../wire/exchange.ts';
import type { Gate } from './gate.ts';
import { draftOf, MessageEditor, messageOf } from './MessageEditor.tsx';

/**
 * Lets the learner pause messages before they leave the tab. Says what the run waits for: its start, the learner or the
 * network.
 *
 * @param folded whether the machine is folded away on a small screen: the bar then shows only a paused message.
 */
export function DebuggerBar({
  gate,
  newest,
  folded = false,
}: {
  gate: Gate;
  newest: Exchange | undefined;
  folded?: boolean;
}) {
  const state = useStore(gate);
  const stepping = state.status !== 'open';
  const inFlight = newest?.outcome.kind === 'waiting';
  return (
    <section
      aria-label="Debugger"
      className={`grid gap-2 border-rule border-t bg-paper px-4 py-3 print:hidden ${folded && !stepping ? 'max-md:hidden' : ''}`}
    >
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={stepping}
          onChange={({ target }) => gate.setStepping(target.checked)}
        />
        Pause before every message
      </label>
      <div aria-live="polite">
        {state.status === 'stepping' && (
          <p className="text-soft">
            {inFlight ? 'Sent. Waiting for the response.' : 'The next message will stop here.'}
          </p>
        )}
        {state.status === 'paused' && (
          <p>
            <strong>Paused before message {state.exchangeId}.</strong>{' '}
            <span className="text-soft">This message has not left the tab yet.</span>
          </p>
        )}
      </div>
      {state.status === 'paused' && (
        <PausedMessage key={state.exchangeId} message={state.message} gate={gate} />
      )}
    </section>
  );
}

function PausedMessage({ message, gate }: { message: WireMessage; gate: Gate }) {
  const [draft, setDraft] = useState(() => draftOf(message));
  const [error, setError] = useState<string>();
  const sendButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Focuses the next action, so that Enter continues. Never takes the focus from a field that is being edited.
    if (!document.activeElement?.matches('input:not([type=checkbox]), textarea')) sendButton.current?.focus();
  }, []);

  function send(): void {
    try {
      gate.send(messageOf(draft, message));
    } catch (cause) {
      setError(cause instanceof Error ? cause.message : String(cause));
    }
  }

  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <details>
        <summary className="cursor-pointer">View or change it</summary>
        <MessageEditor message={message} draft={draft} onChange={setDraft} />
      </details>
      {error && (
        <p role="alert" className="text-bad text-sm">
          {error}
        </p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => gate.drop()}>Drop</Button>
        <Button ref={sendButton} type="submit" variant="primary">
          Send {requestLabel(message)}
          <span aria-hidden="true" className="rounded-sm border border-current px-1 font-mono text-xs">
            ↵
          </span>
        </Button>
      </div>
    </form>
  );
}
