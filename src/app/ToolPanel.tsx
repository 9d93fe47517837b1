import type { CallToolResult, Client, Tool } from '@modelcontextprotocol/client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { callFailure } from '../mcp/call-failure.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Waiting } from '../ui/Waiting.tsx';
import { ToolField } from './ToolField.tsx';
import { readToolArguments, readToolInputs } from './tool-input.ts';

/** One tool: what it does, a form made from its JSON Schema, and what it answered. */
export function ToolPanel({ client, tool }: { client: Client; tool: Tool }) {
  const inputs = readToolInputs(tool.inputSchema);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const call = useMutation({
    mutationFn: (args: Record<string, unknown>) => client.callTool({ name: tool.name, arguments: args }),
  });
  const title = tool.title ?? tool.name;
  return (
    <div className="grid min-w-0 gap-4">
      <Panel title={title} aside={<code>{tool.name}</code>}>
        {tool.description && (
          <p className="mb-4 text-soft">
            <bdi>{tool.description}</bdi>
          </p>
        )}
        <form
          noValidate
          className="grid justify-items-stretch gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            const read = readToolArguments(inputs, new FormData(event.currentTarget));
            setErrors(read.ok ? {} : read.errors);
            if (read.ok) call.mutate(read.arguments);
          }}
        >
          {inputs.map((input) => (
            <ToolField key={input.name} input={input} error={errors[input.name]} />
          ))}
          <div>
            <Button type="submit" variant="primary" pending={call.isPending}>
              Call {title}
            </Button>
          </div>
        </form>
      </Panel>
      {call.isPending && <Waiting>Waiting for the MCP server</Waiting>}
      {call.data && <Result result={call.data} />}
      {call.error && <Failure error={call.error} title={title} />}
    </div>
  );
}

function Result({ result }: { result: CallToolResult }) {
  return (
    <Notice
      tone={result.isError ? 'bad' : 'ok'}
      title={result.isError ? 'The tool reported an error' : 'Result'}
    >
      {result.content.map((block, index) => (
        // Blocks of one result never move: their place is their identity.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <pre key={index} className="overflow-x-auto whitespace-pre-wrap break-words text-sm">
          <bdi>{block.type === 'text' ? block.text : `(${block.type})`}</bdi>
        </pre>
      ))}
    </Notice>
  );
}

function Failure({ error, title }: { error: unknown; title: string }) {
  const failure = callFailure(error);
  switch (failure.kind) {
    case 'needs permission':
      return (
        <Notice tone="wait" title="This needs a permission you have not given">
          <p>
            “{title}” takes the scope <code>{failure.scope ?? 'the server does not name'}</code>. Your sign-in
            does not include it, so the server refused and did nothing.
          </p>
        </Notice>
      );
    case 'signed out':
      return (
        <Notice tone="wait" title="Your session has ended">
          Sign in again to go on.
        </Notice>
      );
    case 'failed':
      return (
        <Notice tone="bad" title="The call failed">
          <bdi>{failure.message}</bdi>
        </Notice>
      );
    default:
      return failure satisfies never;
  }
}
