import type { Client } from '@modelcontextprotocol/client';
import { useQuery } from '@tanstack/react-query';
import { NavLink, useLocation, useParams } from 'react-router-dom';
import { callFailure } from '../mcp/call-failure.ts';
import { mcpClientQuery, toolsQuery, whoAmIQuery } from '../mcp/queries.ts';
import type { Grant } from '../oauth/index.ts';
import { RequireSession } from '../oauth/react/RequireSession.tsx';
import { useSession } from '../oauth/react/SessionProvider.tsx';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Waiting } from '../ui/Waiting.tsx';
import { useMcpAccess } from './mcp-context.ts';
import { SessionPanel } from './SessionPanel.tsx';
import { SignInPanel } from './SignInPanel.tsx';
import { ToolPanel } from './ToolPanel.tsx';

/** The tools of the MCP server, for people who are signed in; everybody else signs in and comes back here. */
export function ToolsPage() {
  const { pathname, search } = useLocation();
  return (
    <div className="grid gap-6">
      <h1 className="text-3xl">Tools</h1>
      <RequireSession
        otherwise={() => (
          <>
            <p className="text-soft">The MCP server answers only to people who are signed in.</p>
            <SignInPanel returnTo={pathname + search} />
          </>
        )}
      >
        {(grant) => (
          <>
            <Connection grant={grant} />
            <SessionPanel grant={grant} who={<AskedIdentity grant={grant} />} />
          </>
        )}
      </RequireSession>
    </div>
  );
}

/** Who the MCP server takes the bearer of this token for. */
function AskedIdentity({ grant }: { grant: Grant }) {
  const { session } = useSession();
  const { serverUrl, fetch } = useMcpAccess();
  const { data: client } = useQuery(mcpClientQuery(session, serverUrl, fetch, personKey(grant)));
  const { data: subject, isPending } = useQuery(whoAmIQuery(client, serverUrl, personKey(grant)));
  if (isPending) return 'asking the MCP server';
  return subject ? <bdi>{subject}</bdi> : 'the MCP server does not say';
}

function personKey({ issuer, identity }: Grant): string {
  return `${issuer} ${identity?.subject ?? ''}`;
}

function Connection({ grant }: { grant: Grant }) {
  const { session } = useSession();
  const { serverUrl, fetch } = useMcpAccess();
  const person = personKey(grant);
  const { data: client, error, refetch } = useQuery(mcpClientQuery(session, serverUrl, fetch, person));
  if (error) return <Unreachable error={error} onRetry={() => void refetch()} />;
  return client ? <Tools client={client} person={person} /> : <Waiting>Connecting to the MCP server</Waiting>;
}

function Tools({ client, person }: { client: Client; person: string }) {
  const { serverUrl } = useMcpAccess();
  const { name } = useParams();
  const { data: tools, error, refetch } = useQuery(toolsQuery(client, serverUrl, person));
  if (error) return <Unreachable error={error} onRetry={() => void refetch()} />;
  if (!tools) return <Waiting>Asking for the tools</Waiting>;
  const tool = tools.find((candidate) => candidate.name === name) ?? tools[0];
  if (!tool) return <Notice tone="info" title="This MCP server offers no tools" />;
  return (
    <div className="grid gap-6 md:grid-cols-[14rem_1fr]">
      <nav aria-label="Tools" className="grid content-start gap-1">
        {tools.map((each) => (
          <NavLink
            key={each.name}
            to={`/tools/${encodeURIComponent(each.name)}`}
            className={`rounded-control px-3 py-2 ${each === tool ? 'bg-accent-tint font-semibold' : 'text-soft'}`}
          >
            <bdi>{each.title ?? each.name}</bdi>
          </NavLink>
        ))}
      </nav>
      <ToolPanel key={tool.name} client={client} tool={tool} />
    </div>
  );
}

function Unreachable({ error, onRetry }: { error: unknown; onRetry(): void }) {
  const failure = callFailure(error);
  return (
    <div className="grid justify-items-start gap-3">
      <Notice tone="bad" title="The MCP server did not answer as it should">
        {failure.kind === 'failed' ? <bdi>{failure.message}</bdi> : 'Your session may have ended.'}
      </Notice>
      <Button onClick={onRetry}>Connect again</Button>
    </div>
  );
}
