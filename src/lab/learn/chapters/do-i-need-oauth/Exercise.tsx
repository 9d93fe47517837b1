import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { CONTROL, Field } from '../../../../ui/Field.tsx';
import { Notice } from '../../../../ui/Notice.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { useNextPress } from '../next-press.ts';
import { usePress } from '../use-press.tsx';
import { BY_PIPE, SHOWN } from './chapter.ts';

/** One server of an `mcp.json`: a process that the host starts, or an address that the host calls. */
type ServerEntry = { transport: 'stdio'; command: string } | { transport: 'Streamable HTTP'; url: string };

/** Reads the first server of an `mcp.json`. @throws Error naming what is wrong, and where. */
function readMcpJson(text: string): ServerEntry {
  const servers: unknown = Object(parse(text)).mcpServers;
  const [entry]: unknown[] = Object.values(Object(servers));
  const { command, url }: { command?: unknown; url?: unknown } = Object(entry);
  if (typeof url === 'string' && command !== undefined) {
    throw new Error(
      'This server has a "command" and a "url". Remove one of them: a host either starts a server or calls it.',
    );
  }
  if (typeof url === 'string') {
    if (!URL.canParse(url)) throw new Error(`"url" must be an absolute address; "${url}" is not.`);
    return { transport: 'Streamable HTTP', url };
  }
  if (typeof command === 'string') return { transport: 'stdio', command };
  throw new Error('Below "mcpServers" a server needs a "command" or a "url".');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`This is not JSON. ${error instanceof Error ? error.message : ''}`, { cause: error });
  }
}

const FIRST = `{
  "mcpServers": {
    "notes": { "command": "node", "args": ["notes.js"] }
  }
}`;

export default function Exercise({ machine, log }: ExerciseProps) {
  const { report, press, clear } = usePress(machine, log);
  const [text, setText] = useState(FIRST);
  const [piped, setPiped] = useState<string>();
  const variant = useNextPress();

  async function connect(): Promise<void> {
    setPiped(undefined);
    const entry = readMcpJson(text);
    if (entry.transport === 'stdio') {
      setPiped(entry.command);
      machine.decisions.record(BY_PIPE, entry.command);
      return;
    }
    const { origin } = new URL(entry.url);
    if (origin !== location.origin) {
      throw new Error(
        `No request went to ${origin}: this chapter sends requests only to the servers in this tab, at ${location.origin}. The Check screen sends requests to real servers.`,
      );
    }
    await machine.start().send({
      method: 'POST',
      url: entry.url,
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: {} }),
    });
  }

  return (
    <Panel
      title="Connect a server"
      foot={
        <Button variant={variant(shownBy(text))} {...press(connect)}>
          Connect
        </Button>
      }
    >
      <p>
        A host starts this server as a program. Connect it as it is. Then give the entry a <code>"url"</code>{' '}
        in place of <code>"command"</code> and <code>"args"</code>, and connect again. See which of the two
        connections asks who you are.
      </p>
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
            onChange={({ target }) => {
              setText(target.value);
              setPiped(undefined);
              clear();
            }}
          />
        )}
      />
      {piped === undefined ? (
        report
      ) : (
        <Notice tone="info" title="No message on any network">
          A host would start “{piped}” and talk to it through a pipe. A page in a browser cannot start
          programs, so nothing was started, and no message was sent. A pipe between two programs of one person
          asks for no token.
        </Notice>
      )}
    </Panel>
  );
}

/** What a connection with this configuration shows; nothing while the configuration is wrong. */
function shownBy(text: string): string | undefined {
  try {
    return readMcpJson(text).transport === 'stdio' ? SHOWN.pipe : SHOWN.http;
  } catch {
    return undefined;
  }
}
