import type { Client } from '@modelcontextprotocol/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useLocation } from 'react-router-dom';
import type { TokenSource } from '../mcp/client.ts';
import { connectionQuery, type McpConnection, whoAmIQuery } from '../mcp/queries.ts';
import type { Grant } from '../oauth/index.ts';
import { useSession } from '../oauth/react/SessionProvider.tsx';
import { Button } from '../ui/Button.tsx';
import { Panel } from '../ui/Panel.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { useStore } from '../ui/use-store.ts';
import { Waiting } from '../ui/Waiting.tsx';
import { CallFailed } from './CallFailed.tsx';
import { answerContent, answerProblem } from './elicitation-answer.ts';
import { InputForm } from './InputForm.tsx';
import { useMcpAccess } from './mcp-context.ts';
import { personKey } from './person-key.ts';

/** Nobody: for a server that needs no sign-in. */
export const ANYBODY = 'anybody';

/**
 * Connects to the MCP server and shows `children` once that is done; what the server asks in between stands
 * above them.
 *
 * @param tokens left out for a server that needs no sign-in.
 */
export function Connection({
  tokens,
  person,
  children,
}: {
  tokens: TokenSource | undefined;
  person: string;
  children(client: Client): ReactNode;
}) {
  const { serverUrl, fetch } = useMcpAccess();
  const { pathname, search } = useLocation();
  const { data, error, refetch } = useQuery(connectionQuery(tokens, serverUrl, fetch, person));
  if (error) {
    return (
      <div className="grid justify-items-start gap-3">
        <CallFailed error={error} what="Connecting" interrupt={() => pathname + search} />
        <Button onClick={() => void refetch()}>Connect again</Button>
      </div>
    );
  }
  if (!data) return <Waiting>Connecting to the MCP server</Waiting>;
  return (
    <>
      <Asked {...data} />
      {children(data.client)}
    </>
  );
}

/** What the server wants to know before it goes on with a call. */
function Asked({ questions }: McpConnection) {
  const { serverUrl } = useMcpAccess();
  const question = useStore(questions);
  if (!question) return null;
  return (
    <div role="status">
      <Panel title="The server asks" aside={<ServerText text={new URL(serverUrl).host} kind="name" />}>
        <div className="mb-3">
          <ServerText text={question.message} kind="description" />
        </div>
        <InputForm
          key={question.id}
          schema={question.schema}
          refuse={answerProblem}
          onSubmit={(values) => question.answer({ action: 'accept', content: answerContent(values) })}
          actions={
            <>
              <Button type="submit" variant="primary">
                Send the answer
              </Button>
              <Button onClick={() => question.answer({ action: 'decline' })}>Decline to answer</Button>
            </>
          }
        />
      </Panel>
    </div>
  );
}

/** Who the MCP server takes the bearer of this token for. */
export function AskedIdentity({ grant }: { grant: Grant }) {
  const { session } = useSession();
  const { serverUrl, fetch } = useMcpAccess();
  const person = personKey(grant);
  const { data: connection, error } = useQuery(connectionQuery(session, serverUrl, fetch, person));
  const { data: subject, isPending } = useQuery(whoAmIQuery(connection?.client, serverUrl, person));
  if (isPending && !error) return 'asking the MCP server';
  return subject ? <ServerText text={subject} kind="name" /> : 'the MCP server does not say';
}
