import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { TokenSource } from '../mcp/client.ts';
import type { McpConnection } from '../mcp/connection.ts';
import { connectionQuery } from '../mcp/queries.ts';
import type { Question } from '../mcp/questions.ts';
import { Button } from '../ui/Button.tsx';
import { Panel } from '../ui/Panel.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { useStore } from '../ui/use-store.ts';
import { Waiting } from '../ui/Waiting.tsx';
import { ConnectionFailed } from './ConnectionFailed.tsx';
import { answerContent, answerProblem } from './elicitation-answer.ts';
import { InputForm } from './InputForm.tsx';
import { useMcpAccess } from './mcp-context.ts';
import { VisitPage } from './VisitPage.tsx';

/** Nobody: for a server that needs no sign-in. */
export const ANYBODY = 'anybody';

/**
 * Connects to the MCP server and shows `children` once that is done; what the server asks in between stands
 * above them.
 *
 * @param tokens left out for a server that needs no sign-in.
 * @param failed what to show where there is no connection; `again` tries once more.
 */
export function Connection({
  tokens,
  person,
  failed,
  children,
}: {
  tokens: TokenSource | undefined;
  person: string;
  failed?(error: Error, again: () => void): ReactNode;
  children(connection: McpConnection): ReactNode;
}) {
  const { serverUrl, fetch } = useMcpAccess();
  const { data, error, isFetching, refetch } = useQuery(
    connectionQuery({ session: tokens, serverUrl, fetch }, person),
  );
  const again = () => void refetch();
  if (!data && isFetching) return <Waiting>Connecting to the MCP server</Waiting>;
  if (error) return failed ? failed(error, again) : <ConnectionFailed error={error} onAgain={again} />;
  if (!data) return null;
  return (
    <>
      <Asked questions={data.questions} />
      {children(data)}
    </>
  );
}

/** What the server wants to know before it goes on with a call. */
function Asked({ questions }: Pick<McpConnection, 'questions'>) {
  const { serverUrl } = useMcpAccess();
  const question = useStore(questions);
  if (!question) return null;
  if (question.url !== undefined) return <AskedToVisit question={question} url={question.url} />;
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

/** The server wants the person to visit a page, and waits to hear whether they do. */
function AskedToVisit({ question, url }: { question: Question; url: string }) {
  const { serverUrl } = useMcpAccess();
  return (
    <div role="status">
      <Panel
        title="The server wants you to visit a page"
        aside={<ServerText text={new URL(serverUrl).host} kind="name" />}
        foot={<Button onClick={() => question.answer({ action: 'decline' })}>Decline</Button>}
      >
        <VisitPage
          message={question.message}
          url={url}
          onOpened={() => question.answer({ action: 'accept' })}
        />
      </Panel>
    </div>
  );
}
