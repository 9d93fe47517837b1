import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Button } from '../../ui/Button.tsx';
import { CONTROL } from '../../ui/Field.tsx';
import { requestLabel } from '../panes/diagram-lines.ts';
import type { WireMessage } from '../wire/exchange.ts';
import type { Gate } from './gate.ts';

/** Stops messages before they leave, and says at all times what is being waited for. */
export function DebuggerBar({ gate }: { gate: Gate }) {
  const state = useSyncExternalStore(gate.subscribe, gate.getSnapshot);
  return (
    <section aria-label="Debugger" className="grid gap-3 border-rule border-t bg-paper px-4 py-3">
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={state.status !== 'open'}
          onChange={({ target }) => gate.setStepping(target.checked)}
        />
        Pause before every message
      </label>
      <div aria-live="polite">
        {state.status === 'stepping' && <p className="text-soft">The next message will stop here.</p>}
        {state.status === 'paused' && (
          <p>
            <strong>Paused before message {state.exchangeId}.</strong>{' '}
            <span className="text-soft">Nothing has left this tab yet.</span>
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
  const [url, setUrl] = useState(message.url);
  const [body, setBody] = useState(message.body);
  const [wrong, setWrong] = useState(false);
  const send = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The next thing to do, so that Enter steps on.
    send.current?.focus();
  }, []);
  return (
    <div className="grid gap-2">
      <details>
        <summary className="cursor-pointer">Look at it, or change it</summary>
        <div className="mt-2 grid gap-2">
          <label className="grid gap-1">
            Address
            <textarea
              className={`${CONTROL} font-mono text-xs`}
              rows={3}
              spellCheck={false}
              value={url}
              aria-invalid={wrong}
              onChange={({ target }) => setUrl(target.value)}
            />
          </label>
          {wrong && <p className="text-bad text-sm">This is not an address of this lab's servers.</p>}
          {message.method !== 'GET' && (
            <label className="grid gap-1">
              Body
              <textarea
                className={`${CONTROL} font-mono text-xs`}
                rows={4}
                spellCheck={false}
                value={body}
                onChange={({ target }) => setBody(target.value)}
              />
            </label>
          )}
        </div>
      </details>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => gate.drop()}>Drop</Button>
        <Button
          ref={send}
          variant="primary"
          onClick={() => {
            // A message to anywhere else would leave the lab.
            const stays = URL.canParse(url) && new URL(url).origin === new URL(message.url).origin;
            setWrong(!stays);
            if (stays) gate.send({ ...message, url, body });
          }}
        >
          Send {requestLabel(message)}
        </Button>
      </div>
    </div>
  );
}
