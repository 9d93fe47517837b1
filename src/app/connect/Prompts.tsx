import type { Prompt } from '@modelcontextprotocol/client';
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import { promptsQuery } from '../../mcp/queries.ts';
import { ServerText } from '../../ui/ServerText.tsx';
import { ContentBlocks } from '../ContentBlocks.tsx';
import {
  type FeatureProps,
  ItemForm,
  ItemPanel,
  ListSection,
  type PanelProps,
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
        <PromptPanel key={prompt.name} connection={connection} item={prompt} isFull={isFull} />
      )}
    />
  );
}

function PromptPanel({ connection, item: prompt, isFull }: PanelProps<Prompt>) {
  const get = useMutation({
    mutationFn: (args: Record<string, unknown>) =>
      connection.request((client, options) =>
        client.getPrompt({ name: prompt.name, arguments: asTexts(args) }, options),
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

const asTexts = (args: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(args).map(([name, value]) => [name, String(value)]));

/** Turns the arguments of a prompt into a JSON Schema, so that `InputForm` can ask for them. All are strings. */
function schemaOf({ arguments: list = [] }: Prompt): unknown {
  const properties = list.map(({ name, description }) => [name, { type: 'string', description }]);
  const required = list.filter((each) => each.required).map(({ name }) => name);
  return { properties: Object.fromEntries(properties), required };
}
