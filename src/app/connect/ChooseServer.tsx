import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { Button } from '../../ui/Button.tsx';
import { CONTROL, Field } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useServerSessions } from '../server-sessions.ts';
import { connectPath } from './connect-path.ts';
import { forgetServer, rememberedServers } from './remembered-servers.ts';

/** Asks for an address, and offers those that were looked at before. */
export function ChooseServer({ typed }: { typed: string }) {
  const navigate = useNavigate();
  const [error, setError] = useState(typed ? problemOf(typed) : undefined);
  return (
    <>
      <form
        noValidate
        className="grid max-w-2xl gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const url = String(new FormData(event.currentTarget).get('server') ?? '').trim();
          const problem = problemOf(url);
          setError(problem);
          if (!problem) void navigate(connectPath(url));
        }}
      >
        <Field
          label="MCP server URL"
          hint="As its documentation gives it, path included."
          error={error}
          control={(ids) => (
            <input
              {...ids}
              name="server"
              type="url"
              inputMode="url"
              autoComplete="url"
              placeholder="https://mcp.example/mcp"
              defaultValue={typed}
              className={`${CONTROL} font-mono`}
            />
          )}
        />
        <div>
          <Button type="submit" variant="primary">
            Go to this server’s page
          </Button>
        </div>
      </form>
      <Remembered />
    </>
  );
}

function problemOf(url: string): string | undefined {
  if (!url) return 'Enter the address of an MCP server.';
  if (!URL.canParse(url))
    return 'This is not a whole address. It begins with https:// or, on this machine, http://.';
  const { protocol } = new URL(url);
  return /^https?:$/.test(protocol)
    ? undefined
    : `A page cannot talk to ${protocol} addresses; https:// or http:// it must be.`;
}

function Remembered() {
  const { platform } = useServerSessions();
  const { shared } = platform.storage;
  const [servers, setServers] = useState(() => rememberedServers(shared));
  if (!servers.length) return null;
  return (
    <Panel title="Looked at before">
      <ul className="grid gap-2">
        {servers.map((url) => (
          <li key={url} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <Link to={connectPath(url)} className="min-w-0 break-all font-mono text-accent underline">
              {url}
            </Link>
            <Button
              aria-label={`Forget ${url}`}
              onClick={() => {
                forgetServer(shared, url);
                setServers(rememberedServers(shared));
              }}
            >
              Forget
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
