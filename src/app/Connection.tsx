import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { McpConnection } from '../mcp/connection.ts';
import type { Elicitation } from '../mcp/elicitations.ts';
import { connectionQuery } from '../mcp/queries.ts';
import type { TokenSource } from '../mcp/server-access.ts';
import { Button } from '../ui/Button.tsx';
import { Panel } from '../ui/Panel.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { useStore } from '../ui/use-store.ts';
import { Waiting } from '../ui/Waiting.tsx';
import { ConnectionFailed } from './ConnectionFailed.tsx';
import { responseContent, responseProblem } from './elicitation-response.ts';
import { InputForm } from './InputForm.tsx';
import { useMcpAccess } from './mcp-context.ts';
import { VisitPage } from './VisitPage.tsx';

/** Used in place of {@link personKey} if the user is not signed in. */
export const ANONYMOUS = 'anonymous';

/**
 * Connects to the MCP server, then shows `children`, and above them any pending elicitation of the server.
 *
 * @param tokens `undefined` for a connection without a token.
 * @param failed returns what to show if there is no connection. Its parameter `again` is a function that connects again.
 */
export function Connection({
  tokens,
  person,
  onTokenRefused,
  failed,
  children,
}: {
  tokens: TokenSource | undefined;
  person: string;
  onTokenRefused?(said: string): void;
  failed?(error: Error, again: () => void): ReactNode;
  children(connection: McpConnection): ReactNode;
}) {
  const { serverUrl, fetch } = useMcpAccess();
  const { data, error, isFetching, refetch } = useQuery(
    connectionQuery({ session: tokens, serverUrl, fetch, onTokenRefused }, person),
  );
  const again = () => void refetch();
  if (!data && isFetching) return <Waiting>Connecting to the MCP server</Waiting>;
  if (error) return failed ? failed(error, again) : <ConnectionFailed error={error} onAgain={again} />;
  if (!data) return null;
  return (
    <>
      <ElicitationPanel elicitations={data.elicitations} />
      {children(data)}
    </>
  );
}

/** Shows the pending elicitation of the server: a form, or a page to visit. */
function ElicitationPanel({ elicitations }: Pick<McpConnection, 'elicitations'>) {
  const { serverUrl } = useMcpAccess();
  const elicitation = useStore(elicitations);
  if (!elicitation) return null;
  if (elicitation.url !== undefined)
    return <UrlElicitationPanel elicitation={elicitation} url={elicitation.url} />;
  return (
    <div role="status">
      <Panel title="The server asks" aside={<ServerText text={new URL(serverUrl).host} kind="value" />}>
        <div>
          <ServerText text={elicitation.message} kind="description" />
        </div>
        <InputForm
          key={elicitation.id}
          schema={elicitation.schema}
          refuse={responseProblem}
          onSubmit={(values) => elicitation.respond({ action: 'accept', content: responseContent(values) })}
          actions={
            <>
              <Button type="submit" variant="primary">
                Send the answer
              </Button>
              <Button onClick={() => elicitation.respond({ action: 'decline' })}>Decline to answer</Button>
            </>
          }
        />
      </Panel>
    </div>
  );
}

/** Shows an elicitation by URL. The user visits the page, or declines. */
function UrlElicitationPanel({ elicitation, url }: { elicitation: Elicitation; url: string }) {
  const { serverUrl } = useMcpAccess();
  return (
    <div role="status">
      <Panel
        title="The server wants you to visit a page"
        aside={<ServerText text={new URL(serverUrl).host} kind="value" />}
        foot={<Button onClick={() => elicitation.respond({ action: 'decline' })}>Decline</Button>}
      >
        <VisitPage
          message={elicitation.message}
          url={url}
          onOpened={() => elicitation.respond({ action: 'accept' })}
        />
      </Panel>
    </div>
  );
}
