import { getDisplayName, type Tool } from '@modelcontextprotocol/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
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
 * @param open the name of a tool, from the address. If it is absent, the first tool is open.
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
  const [shown, setShown] = useState<Tool>();
  const failure = error && (
    <div className="grid justify-items-start gap-3">
      <CallFailed error={error} what="Listing the tools" interrupt={() => createPath(location)} />
      <Button onClick={() => void refetch()}>Ask for the tools again</Button>
    </div>
  );
  if (!list) return failure ?? <Waiting>Asking for the tools</Waiting>;
  const tools = list.items;
  const wanted = open ?? shown?.name;
  // The server may stop listing the open tool. Its panel stays, because the panel may have a pending call, or a result.
  const kept = shown?.name === wanted ? shown : undefined;
  const tool =
    wanted === undefined ? tools[0] : (tools.find((candidate) => candidate.name === wanted) ?? kept);
  if (tool !== shown) setShown(tool);
  if (!tool && !tools.length) {
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
    <>
      {failure}
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
              <ServerText text={getDisplayName(each)} kind="name" />
            </Link>
          ))}
        </nav>
        <div className="grid min-w-0 content-start gap-4">
          {!(tool && tools.includes(tool)) && (
            <Notice tone="wait" title="The server does not list this tool">
              The list of the server has no tool “
              <ServerText text={wanted ?? ''} kind="name" />
              ”. The server may have removed it, or may list it only for other users.
            </Notice>
          )}
          {tool && <ToolPanel key={tool.name} connection={connection} tool={tool} />}
        </div>
      </div>
    </>
  );
}
