import type { Resource } from '@modelcontextprotocol/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { McpConnection } from '../../mcp/connection.ts';
import { resourcesQuery } from '../../mcp/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import { ContentBlocks } from '../ContentBlocks.tsx';
import { LeftOut } from '../LeftOut.tsx';
import { type FeatureProps, ListFailure, RequestFailure, Section, ServerResult } from './Section.tsx';

/** Shows the resources of a server. Reads a resource only if the user presses its button. */
export function Resources({ connection, person, serverUrl }: FeatureProps) {
  const { data: list, error } = useQuery(resourcesQuery(connection, serverUrl, person));
  if (error) return <ListFailure title="Resources" error={error} />;
  if (!list) return <Waiting>Asking for the resources</Waiting>;
  if (!list.items.length && !list.leftOut) return null;
  return (
    <Section title="Resources">
      <LeftOut list={list} what="resources" />
      {list.items.map((resource) => (
        <ResourcePanel key={resource.uri} connection={connection} resource={resource} />
      ))}
    </Section>
  );
}

function ResourcePanel({ connection, resource }: { connection: McpConnection; resource: Resource }) {
  const read = useMutation({
    mutationFn: () =>
      connection.request((client, options) => client.readResource({ uri: resource.uri }, options)),
  });
  const name = resource.title ?? resource.name;
  return (
    <Panel
      title={<ServerText text={name} kind="name" />}
      aside={
        <code className="break-all">
          <ServerText text={resource.uri} kind="value" />
        </code>
      }
    >
      {resource.description && (
        <div className="mb-3 text-soft">
          <ServerText text={resource.description} kind="description" />
        </div>
      )}
      <Button pending={read.isPending} onClick={() => read.mutate()}>
        Read <ServerText text={name} kind="name" />
      </Button>
      {read.data && (
        <ServerResult>
          <ContentBlocks
            blocks={read.data.contents.map((content) => ({ type: 'resource', resource: content }))}
          />
        </ServerResult>
      )}
      <RequestFailure error={read.error} what={`Reading ${name}`} />
    </Panel>
  );
}
