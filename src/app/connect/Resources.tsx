import type { Client, Resource } from '@modelcontextprotocol/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { resourcesQuery } from '../../mcp/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import { ContentBlocks } from '../ContentBlocks.tsx';
import { Answer, Failed, type Offered, Section, Unlisted } from './Section.tsx';

/** The resources of a server, each read when the person asks for it. */
export function Resources({ client, person, serverUrl }: Offered) {
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
