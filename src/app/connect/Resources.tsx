import type { Resource } from '@modelcontextprotocol/client';
import { useMutation } from '@tanstack/react-query';
import type { McpConnection } from '../../mcp/connection.ts';
import { resourcesQuery } from '../../mcp/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { ContentBlocks } from '../ContentBlocks.tsx';
import { type FeatureProps, ItemPanel, ListSection, RequestFailure, ServerResult } from './Section.tsx';

/** Shows the resources of a server. Reads a resource only if the user presses its button. */
export function Resources({ connection, person, serverUrl }: FeatureProps) {
  return (
    <ListSection
      title="Resources"
      query={resourcesQuery(connection, serverUrl, person)}
      panel={(resource) => <ResourcePanel key={resource.uri} connection={connection} resource={resource} />}
    />
  );
}

function ResourcePanel({ connection, resource }: { connection: McpConnection; resource: Resource }) {
  const read = useMutation({
    mutationFn: () =>
      connection.request((client, options) => client.readResource({ uri: resource.uri }, options)),
  });
  const name = resource.title ?? resource.name;
  return (
    <ItemPanel
      name={name}
      id={<ServerText text={resource.uri} kind="value" />}
      description={resource.description}
    >
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
    </ItemPanel>
  );
}
