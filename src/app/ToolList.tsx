import { useQuery } from '@tanstack/react-query';
import { createPath, Link, useLocation } from 'react-router-dom';
import type { McpConnection } from '../mcp/connection.ts';
import { toolsQuery } from '../mcp/queries.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { Waiting } from '../ui/Waiting.tsx';
import { CallFailed } from './CallFailed.tsx';
import { LeftOut } from './LeftOut.tsx';
import { useMcpAccess } from './mcp-context.ts';
import { ToolPanel } from './ToolPanel.tsx';

/**
 * Lists the tools of a server, and shows the open tool.
 *
 * @param open the name of a tool, from the address. If no tool has this name, the first tool is open.
 * @param linkTo returns the address that opens a tool.
 */
export function ToolList({
  connection,
  person,
  open,
  linkTo,
}: {
  connection: McpConnection;
  person: string;
  open: string | undefined;
  linkTo(name: string): string;
}) {
  const { serverUrl } = useMcpAccess();
  const location = useLocation();
  const { data: list, error, refetch } = useQuery(toolsQuery(connection, serverUrl, person));
  if (error) {
    return (
      <div className="grid justify-items-start gap-3">
        <CallFailed error={error} what="Listing the tools" interrupt={() => createPath(location)} />
        <Button onClick={() => void refetch()}>Ask for the tools again</Button>
      </div>
    );
  }
  if (!list) return <Waiting>Asking for the tools</Waiting>;
  const tools = list.items;
  const tool = tools.find((candidate) => candidate.name === open) ?? tools[0];
  if (!tool) {
    return (
      <Notice
        tone="info"
        title={
          list.leftOut ? 'This page shows no tool of this MCP server' : 'This MCP server offers no tools'
        }
      >
        <LeftOut list={list} what="tools" />
      </Notice>
    );
  }
  return (
    <div className="grid gap-6 md:grid-cols-[14rem_1fr]">
      <nav aria-label="Tools" className="grid content-start gap-1">
        <LeftOut list={list} what="tools" />
        {tools.map((each) => (
          <Link
            key={each.name}
            to={linkTo(each.name)}
            aria-current={each === tool ? 'page' : undefined}
            className="min-w-0 break-words rounded-control px-3 py-2 text-soft aria-[current]:bg-accent-tint aria-[current]:font-semibold aria-[current]:text-ink"
          >
            <ServerText text={each.title ?? each.name} kind="name" />
          </Link>
        ))}
      </nav>
      <ToolPanel key={tool.name} connection={connection} tool={tool} />
    </div>
  );
}
