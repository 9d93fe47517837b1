import type { Prompt } from '@modelcontextprotocol/client';
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { McpConnection } from '../../mcp/connection.ts';
import { promptsQuery } from '../../mcp/queries.ts';
import { ServerText } from '../../ui/ServerText.tsx';
import { ContentBlocks } from '../ContentBlocks.tsx';
import {
  type FeatureProps,
  ItemForm,
  ItemPanel,
  ListSection,
  RequestFailure,
  ServerResult,
} from './Section.tsx';

/** Shows the prompts of a server, with a form for the arguments of each prompt. */
export function Prompts({ connection, person, serverUrl }: FeatureProps) {
  return (
    <ListSection
      title="Prompts"
      query={promptsQuery(connection, serverUrl, person)}
      fieldsOf={(prompt) => prompt.arguments?.length ?? 0}
      panel={(prompt, isFull) => (
        <PromptPanel key={prompt.name} connection={connection} prompt={prompt} isFull={isFull} />
      )}
    />
  );
}

function PromptPanel({
  connection,
  prompt,
  isFull,
}: {
  connection: McpConnection;
  prompt: Prompt;
  isFull: boolean;
}) {
  const get = useMutation({
    mutationFn: (args: Record<string, unknown>) =>
      connection.request((client, options) =>
        client.getPrompt(
          {
            name: prompt.name,
            arguments: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, String(value)])),
          },
          options,
        ),
      ),
  });
  const name = prompt.title ?? prompt.name;
  const schema = useMemo(() => schemaOf(prompt), [prompt]);
  return (
    <ItemPanel
      name={name}
      id={<ServerText text={prompt.name} kind="name" />}
      description={prompt.description}
    >
      <ItemForm name={name} isFull={isFull} schema={schema} request={get} verb="Get" />
      {get.data && (
        <ServerResult>
          <ContentBlocks blocks={get.data.messages.map(({ content }) => content)} />
        </ServerResult>
      )}
      <RequestFailure error={get.error} what={`Getting ${name}`} />
    </ItemPanel>
  );
}

/** Turns the arguments of a prompt into a JSON Schema, so that `InputForm` can ask for them. All are strings. */
function schemaOf({ arguments: list = [] }: Prompt): unknown {
  return {
    properties: Object.fromEntries(
      list.map(({ name, description }) => [name, { type: 'string', description }]),
    ),
    required: list.filter(({ required }) => required).map(({ name }) => name),
  };
}
