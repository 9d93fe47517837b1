import type { Client, Tool } from '@modelcontextprotocol/client';
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation, useSearchParams } from 'react-router-dom';
import { parameterHeaders } from '../mcp/parameter-headers.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Waiting } from '../ui/Waiting.tsx';
import { CallFailed } from './CallFailed.tsx';
import { ContentBlocks } from './ContentBlocks.tsx';
import { InputForm } from './InputForm.tsx';
import { keepCall, readCall, takeCall } from './interrupted-call.ts';
import { useMcpAccess } from './mcp-context.ts';
import { useServerSessions } from './server-sessions.ts';

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
  const interrupted = readCall(storage, parameters.get(REPEAT), serverUrl, tool.name);
  const call = useMutation({
    mutationFn: (args: Record<string, unknown>) =>
      client.callTool({ name: tool.name, arguments: args }, { headers: parameterHeaders(tool, args) }),
  });
  const { mutate } = call;
  useEffect(() => {
    const taken = takeCall(storage, parameters.get(REPEAT), serverUrl, tool.name);
    if (!taken) return;
    mutate(taken.arguments);
  }, [mutate, parameters, serverUrl, storage, tool.name]);
  const title = tool.title ?? tool.name;

  /** Keeps the call under a name that only the way back from this very sign-in carries. */
  function interrupt(): string {
    const id = crypto.randomUUID();
    keepCall(storage, { id, serverUrl, tool: tool.name, arguments: call.variables ?? {} });
    const back = new URLSearchParams(search);
    back.set(REPEAT, id);
    return `${pathname}?${back}`;
  }

  return (
    <div className="grid min-w-0 gap-4">
      <Panel title={title} aside={<code>{tool.name}</code>}>
        {tool.description && (
          <p className="mb-4 text-soft">
            <bdi>{tool.description}</bdi>
          </p>
        )}
        <InputForm
          schema={tool.inputSchema}
          values={interrupted?.arguments ?? call.variables}
          onSubmit={(args) => {
            if (parameters.has(REPEAT)) setParameters(withoutRepeat, { replace: true });
            mutate(args);
          }}
          actions={
            <Button type="submit" variant="primary" pending={call.isPending}>
              Call <bdi>{title}</bdi>
            </Button>
          }
        />
        <details className="mt-4 text-sm">
          <summary className="cursor-pointer text-soft">Its input schema</summary>
          <pre className="mt-2 overflow-x-auto rounded-control bg-sunken p-3">
            {JSON.stringify(tool.inputSchema, null, 2)}
          </pre>
        </details>
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

function withoutRepeat(parameters: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams(parameters);
  kept.delete(REPEAT);
  return kept;
}
