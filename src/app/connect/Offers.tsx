import type { Client, Prompt, Resource } from '@modelcontextprotocol/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useLocation, useSearchParams } from 'react-router-dom';
import type { TokenSource } from '../../mcp/client.ts';
import { promptsQuery, resourcesQuery } from '../../mcp/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import { CallFailed } from '../CallFailed.tsx';
import { Connection } from '../Connection.tsx';
import { ContentBlocks } from '../ContentBlocks.tsx';
import { InputForm } from '../InputForm.tsx';
import { ToolList } from '../ToolList.tsx';
import { connectPath } from './connect-path.ts';

/** The tools, resources and prompts of a connected server. */
export function Offers({
  tokens,
  person,
  serverUrl,
}: {
  tokens: TokenSource | undefined;
  person: string;
  serverUrl: string;
}) {
  const [parameters] = useSearchParams();
  const linkTo = (tool: string) => `${connectPath(serverUrl)}&${new URLSearchParams({ tool })}`;
  return (
    <Connection tokens={tokens} person={person}>
      {(client) => (
        <>
          <Section title="Tools">
            <ToolList
              client={client}
              person={person}
              open={parameters.get('tool') ?? undefined}
              linkTo={linkTo}
            />
          </Section>
          <Resources client={client} person={person} serverUrl={serverUrl} />
          <Prompts client={client} person={person} serverUrl={serverUrl} />
        </>
      )}
    </Connection>
  );
}

interface Offered {
  client: Client;
  person: string;
  serverUrl: string;
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-3">
      <h2 className="text-2xl">{title}</h2>
      {children}
    </section>
  );
}

function Resources({ client, person, serverUrl }: Offered) {
  const { data: resources, error } = useQuery(resourcesQuery(client, serverUrl, person));
  if (error) return <Unlisted title="Resources" error={error} />;
  if (!resources) return <Waiting>Asking for the resources</Waiting>;
  if (!resources.length) return null;
  return (
    <Section title="Resources">
      {resources.map((resource) => (
        <ResourcePanel key={resource.uri} client={client} resource={resource} />
      ))}
    </Section>
  );
}

function ResourcePanel({ client, resource }: { client: Client; resource: Resource }) {
  const read = useMutation({ mutationFn: () => client.readResource({ uri: resource.uri }) });
  const name = resource.title ?? resource.name;
  return (
    <Panel title={name} aside={<code className="break-all">{resource.uri}</code>}>
      {resource.description && (
        <p className="mb-3 text-soft">
          <bdi>{resource.description}</bdi>
        </p>
      )}
      <Button pending={read.isPending} onClick={() => read.mutate()}>
        Read {name}
      </Button>
      {read.data && (
        <Answer>
          <ContentBlocks
            blocks={read.data.contents.map((content) => ({ type: 'resource', resource: content }))}
          />
        </Answer>
      )}
      <Failed error={read.error} what={`Reading ${name}`} />
    </Panel>
  );
}

function Prompts({ client, person, serverUrl }: Offered) {
  const { data: prompts, error } = useQuery(promptsQuery(client, serverUrl, person));
  if (error) return <Unlisted title="Prompts" error={error} />;
  if (!prompts) return <Waiting>Asking for the prompts</Waiting>;
  if (!prompts.length) return null;
  return (
    <Section title="Prompts">
      {prompts.map((prompt) => (
        <PromptPanel key={prompt.name} client={client} prompt={prompt} />
      ))}
    </Section>
  );
}

function PromptPanel({ client, prompt }: { client: Client; prompt: Prompt }) {
  const get = useMutation({
    mutationFn: (args: Record<string, unknown>) =>
      client.getPrompt({
        name: prompt.name,
        arguments: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, String(value)])),
      }),
  });
  const name = prompt.title ?? prompt.name;
  return (
    <Panel title={name} aside={<code>{prompt.name}</code>}>
      {prompt.description && (
        <p className="mb-3 text-soft">
          <bdi>{prompt.description}</bdi>
        </p>
      )}
      <InputForm
        schema={schemaOf(prompt)}
        values={get.variables}
        onSubmit={(args) => get.mutate(args)}
        actions={
          <Button type="submit" pending={get.isPending}>
            Get {name}
          </Button>
        }
      />
      {get.data && (
        <Answer>
          <ContentBlocks blocks={get.data.messages.map(({ content }) => content)} />
        </Answer>
      )}
      <Failed error={get.error} what={`Getting ${name}`} />
    </Panel>
  );
}

/** The arguments of a prompt are texts, listed; as a schema the same form can ask for them. */
function schemaOf({ arguments: list = [] }: Prompt): unknown {
  return {
    properties: Object.fromEntries(
      list.map(({ name, description }) => [name, { type: 'string', description }]),
    ),
    required: list.filter(({ required }) => required).map(({ name }) => name),
  };
}

function Answer({ children }: { children: ReactNode }) {
  return (
    <div className="mt-3">
      <Notice tone="ok" title="Result">
        {children}
      </Notice>
    </div>
  );
}

function Failed({ error, what }: { error: unknown; what: string }) {
  const { pathname, search } = useLocation();
  if (!error) return null;
  return (
    <div className="mt-3">
      <CallFailed error={error} what={what} interrupt={() => pathname + search} />
    </div>
  );
}

function Unlisted({ title, error }: { title: string; error: unknown }) {
  return (
    <Section title={title}>
      <Failed error={error} what={`Listing the ${title.toLowerCase()}`} />
    </Section>
  );
}
