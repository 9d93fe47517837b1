import { getDisplayName, type Progress, type Tool } from '@modelcontextprotocol/client';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { createPath, useLocation, useSearchParams } from 'react-router-dom';
import { challengeIn } from '../mcp/challenge-in-result.ts';
import type { McpConnection } from '../mcp/connection.ts';
import { parameterHeaders } from '../mcp/parameter-headers.ts';
import { readableJson } from '../mcp/readable-json.ts';
import { SignInRequired } from '../mcp/sign-in-required.ts';
import { Button } from '../ui/Button.tsx';
import { Panel } from '../ui/Panel.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { CallFailed, reasonOf } from './CallFailed.tsx';
import { CallProgress } from './CallProgress.tsx';
import { InputForm } from './InputForm.tsx';
import { dropCall, keepCall, type TakenCall, takeCall } from './interrupted-call.ts';
import { useMcpAccess } from './mcp-context.ts';
import { NotRepeated } from './NotRepeated.tsx';
import { useServerSessions } from './server-sessions.ts';
import { ToolResult } from './ToolResult.tsx';
import { useCaller } from './use-caller.ts';

/** The query parameter for the ID of an interrupted call. The page repeats this call. */
const REPEAT = 'repeat';

/**
 * Shows one tool: its description, a form for its JSON Schema, and the result of a call. If a call fails because a
 * sign-in or a permission is missing, the page repeats the call after the sign-in.
 */
export function ToolPanel({ connection, tool }: { connection: McpConnection; tool: Tool }) {
  const { serverUrl } = useMcpAccess();
  const storage = useServerSessions().platform.storage.tab;
  const location = useLocation();
  const [parameters, setParameters] = useSearchParams();
  const caller = useCaller();
  const title = getDisplayName(tool);
  const [interrupted, setInterrupted] = useState<TakenCall>();
  const [progress, setProgress] = useState<Progress>();
  const stop = useRef<AbortController>(undefined);
  const call = useMutation({
    mutationFn: async (args: Record<string, unknown>) => {
      const { signal } = startAnew();
      const result = await connection.request(
        (client, options) =>
          client.callTool(
            { name: tool.name, arguments: args },
            { ...options, headers: parameterHeaders(tool, args) },
          ),
        { signal, onProgress: setProgress, repeatable: !isDestructive(tool) },
      );
      const challenge = challengeIn(result);
      if (challenge) throw new SignInRequired(challenge);
      return result;
    },
    meta: { unseen: (error) => ({ title: `“${title}” gave no result`, detail: reasonOf(error) }) },
  });
  const { mutate } = call;

  function startAnew(): AbortController {
    stop.current = new AbortController();
    setProgress(undefined);
    return stop.current;
  }

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
  /** Stores the call under a new ID. @returns the path that continues the call. Only this path contains the ID. */
  function interrupt(): string {
    const id = crypto.randomUUID();
    const madeBy = caller ?? 'anonymous';
    keepCall(storage, { id, serverUrl, tool: tool.name, caller: madeBy, arguments: call.variables ?? {} });
    const back = new URLSearchParams(location.search);
    back.set(REPEAT, id);
    return createPath({ ...location, search: `?${back}` });
  }

  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4">
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
          <div className="text-soft">
            <ServerText text={tool.description} kind="description" />
          </div>
        )}
        <InputForm
          // The key changes only if a call is repeated. Then a new form starts with the arguments of the call.
          // Otherwise the form keeps what the user typed.
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
              <span className="min-w-0 wrap-anywhere">
                Call <ServerText text={title} kind="name" />
              </span>
            </Button>
          }
        />
        <InputSchema schema={tool.inputSchema} />
      </Panel>
      {call.isPending && <CallProgress progress={progress} onCancel={() => stop.current?.abort()} />}
      {call.data && <ToolResult tool={tool} result={call.data} />}
      {call.error && (
        <CallFailed
          error={call.error}
          what={title}
          interrupt={interrupt}
          onAgain={() => mutate(call.variables ?? {})}
        />
      )}
    </div>
  );
}

/**
 * Whether the annotations of a tool say that the app must not send a call twice. Most tools have no annotations. If the
 * server says that it has lost the session, the app may repeat a call of a tool without annotations, because the server
 * has not processed the call.
 */
const isDestructive = ({ annotations }: Tool): boolean =>
  annotations?.destructiveHint === true && annotations.idempotentHint !== true;

/** Shows the input schema. Renders the schema only while the panel is open, because a schema may be large. */
function InputSchema({ schema }: { schema: unknown }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="mt-4 text-sm" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="cursor-pointer text-soft">Its input schema</summary>
      <div className="mt-2 overflow-x-auto whitespace-pre rounded-control bg-sunken p-3 font-mono">
        {open && <ServerText text={readableJson(schema)} kind="content" />}
      </div>
    </details>
  );
}

function withoutRepeat(parameters: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams(parameters);
  kept.delete(REPEAT);
  return kept;
}
