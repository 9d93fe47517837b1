import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { CONTROL, Field } from '../../../../ui/Field.tsx';
import { Notice } from '../../../../ui/Notice.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import { choiceOn } from '../../../machine/decisions.ts';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { useAction } from '../../../machine/use-action.tsx';
import { CONFIGURATIONS, questionOf } from './configurations.ts';
import { readMcpJson, type ServerEntry } from './mcp-json.ts';

const FIRST = `{
  "mcpServers": {
    "notes": { "command": "node", "args": ["notes.js"] }
  }
}`;

const LABELS = { yes: 'Needs OAuth', no: 'Needs no OAuth' };

/** A configuration to change and connect, and four to sort. */
export default function Exercise({ machine, decisions }: ExerciseProps) {
  const { pending, failure, start } = useAction(machine);
  const [text, setText] = useState(FIRST);
  const [connected, setConnected] = useState<ServerEntry & { status?: number }>();

  async function connect(): Promise<void> {
    setConnected(undefined);
    const entry = readMcpJson(text);
    if (entry.transport === 'stdio') {
      setConnected(entry);
      return;
    }
    const response = await machine.start().send({
      method: 'POST',
      url: entry.url,
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: {} }),
    });
    setConnected({ ...entry, status: response.status });
  }

  return (
    <>
      <Panel
        title="Connect a server"
        foot={
          <Button variant="primary" pending={pending} onClick={() => start(connect)}>
            Connect
          </Button>
        }
      >
        <Field
          label="mcp.json"
          hint={`This lab's server is ${location.origin}/mcp`}
          control={(ids) => (
            <textarea
              {...ids}
              rows={6}
              spellCheck={false}
              className={`${CONTROL} font-mono text-sm`}
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          )}
        />
        {connected && <Connected {...connected} />}
        {failure}
      </Panel>
      <Panel title="Sort these four">
        <ul className="grid gap-5">
          {CONFIGURATIONS.map((configuration) => {
            const { name, described, needsOAuth, why } = configuration;
            const question = questionOf(configuration);
            const chosen = choiceOn(decisions, question);
            const right = chosen === (needsOAuth ? 'yes' : 'no');
            return (
              <li key={name} className="grid justify-items-start gap-2">
                <p>
                  <span className="font-semibold">{name}</span>{' '}
                  <code className="break-all text-sm">{described}</code>
                </p>
                <div className="flex flex-wrap gap-2">
                  {(['yes', 'no'] as const).map((choice) => (
                    <Button
                      key={choice}
                      aria-label={`${LABELS[choice]}: ${name}`}
                      aria-pressed={chosen === choice}
                      onClick={() => machine.decisions.record(question, choice)}
                    >
                      {LABELS[choice]}
                    </Button>
                  ))}
                </div>
                {chosen !== undefined && (
                  <Notice tone={right ? 'ok' : 'bad'} title={right ? 'Right' : 'Wrong'}>
                    {why}
                  </Notice>
                )}
              </li>
            );
          })}
        </ul>
      </Panel>
    </>
  );
}

function Connected({ transport, status }: ServerEntry & { status?: number }) {
  if (transport === 'stdio') {
    return (
      <Notice tone="info" title="No message on any network">
        A host would start this command and talk to it through a pipe. A page in a browser cannot start
        programs, so the wire stays empty.
      </Notice>
    );
  }
  return (
    <Notice tone={status === 401 ? 'wait' : 'ok'} title={`It answered ${status}`}>
      {status === 401 ? 'It asks who calls, and says where to sign in.' : 'It did not ask who calls.'}
    </Notice>
  );
}
