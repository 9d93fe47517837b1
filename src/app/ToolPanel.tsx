import type { Client, Tool } from '@modelcontextprotocol/client';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation, useSearchParams } from 'react-router-dom';
import { parameterHeaders } from '../mcp/parameter-headers.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Panel } from '../ui/Panel.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { Waiting } from '../ui/Waiting.tsx';
import { CallFailed, reasonOf } from './CallFailed.tsx';
import { ContentBlocks } from './ContentBlocks.tsx';
import { InputForm } from './InputForm.tsx';
import { dropCall, keepCall, type TakenCall, takeCall } from './interrupted-call.ts';
import { useMcpAccess } from './mcp-context.ts';
import { NotRepeated } from './NotRepeated.tsx';
import { useServerSessions } from './server-sessions.ts';
import { useCaller } from './use-caller.ts';

/** The parameter of an address that repeats an interrupted call. */
const REPEAT = 'repeat';

/**
 * One tool: what it does, a form made from its JSON Schema, and what it answered. A call that lacked a
 * permission is repeated once the person comes back with it.
 */
export function ToolPanel({ client, tool }: { client: Client; tool: Tool }) {
  const { serverUrl } = useMcpAccess();
  const storage = useServerSessions().platform.storage.tab;
  const { pathname, search } = useLocation();
  const [parameters, setParameters] = useSearchParams();
  const caller = useCaller(client, serverUrl);
  const title = tool.title ?? tool.name;
  const [interrupted, setInterrupted] = useState<TakenCall>();
  const call = useMutation({
    mutationFn: (args: Record<string, unknown>) =>
      client.callTool({ name: tool.name, arguments: args }, { headers: parameterHeaders(tool, args) }),
    meta: { unseen: (error) => ({ title: `“${title}” gave no result`, detail: reasonOf(error) }) },
  });
  const { mutate } = call;
  const repeat = parameters.get(REPEAT);
  const { issuer, subject } = caller ?? {};
  useEffect(() => {
    if (repeat === null) return dropCall(storage);
    if (issuer === undefined || subject === undefined) return;
    const taken = takeCall(storage, repeat, { serverUrl, tool: tool.name, caller: { issuer, subject } });
    if (!taken) return;
    setInterrupted(taken);
    if (taken.kind === 'repeat') mutate(taken.arguments);
  }, [mutate, repeat, issuer, subject, serverUrl, storage, tool.name]);
  /** Keeps the call under a name that only the way back from this very sign-in carries. */
  function interrupt(): string {
    const id = crypto.randomUUID();
    const madeBy = caller ?? { issuer: '', subject: null };
    keepCall(storage, { id, serverUrl, tool: tool.name, caller: madeBy, arguments: call.variables ?? {} });
    const back = new URLSearchParams(search);
    back.set(REPEAT, id);
    return `${pathname}?${back}`;
  }

  return (
    <div className="grid min-w-0 gap-4">
      {interrupted && (
        <NotRepeated
          taken={interrupted}
          onRepeat={(args) => {
            setInterrupted({ kind: 'repeat', arguments: args });
            mutate(args);
          }}
        />
      )}
      <Panel
        title={<ServerText text={title} kind="name" />}
        aside={
          <code>
            <ServerText text={tool.name} kind="name" />
          </code>
        }
      >
        {tool.description && (
          <div className="mb-4 text-soft">
            <ServerText text={tool.description} kind="description" />
          </div>
        )}
        <InputForm
          // What is typed stays with the form; a call that is repeated fills in a new one.
          key={interrupted?.kind}
          schema={tool.inputSchema}
          offersJson
          values={interrupted?.kind === 'repeat' ? interrupted.arguments : call.variables}
          onSubmit={(args) => {
            if (parameters.has(REPEAT)) setParameters(withoutRepeat, { replace: true });
            mutate(args);
          }}
          actions={
            <Button type="submit" variant="primary" pending={call.isPending}>
              <span>
                Call <ServerText text={title} kind="name" />
              </span>
            </Button>
          }
        />
        <InputSchema schema={tool.inputSchema} />
      </Panel>
      {call.isPending && <Waiting>Waiting for the MCP server</Waiting>}
      {call.data && (
        <Notice
          tone={call.data.isError ? 'bad' : 'ok'}
          title={call.data.isError ? 'The tool reported an error' : 'Result'}
        >
          <ContentBlocks blocks={call.data.content} />
        </Notice>
      )}
      {call.error && <CallFailed error={call.error} what={title} interrupt={interrupt} />}
    </div>
  );
}

/** Written out when it is opened: a schema may be large. */
function InputSchema({ schema }: { schema: unknown }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="mt-4 text-sm" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="cursor-pointer text-soft">Its input schema</summary>
      <div className="mt-2 overflow-x-auto whitespace-pre rounded-control bg-sunken p-3 font-mono">
        {open && <ServerText text={JSON.stringify(schema, null, 2)} kind="content" />}
      </div>
    </details>
  );
}

function withoutRepeat(parameters: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams(parameters);
  kept.delete(REPEAT);
  return kept;
}
