import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { LONGEST_ADDRESS } from '../../mcp/server-address.ts';
import { Button } from '../../ui/Button.tsx';
import { CONTROL, Field } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { useServerSessions } from '../server-sessions.ts';
import { connectPath } from './connect-path.ts';
import { forgetServer, rememberedServers } from './remembered-servers.ts';
import { problemForPage } from './server-address.ts';

/** Asks for the address of a server, and offers the servers that the user opened recently. */
export function ChooseServer({ typed }: { typed: string }) {
  const navigate = useNavigate();
  const [error, setError] = useState(typed ? problemForPage(typed) : undefined);
  return (
    <>
      <form
        noValidate
        className="grid max-w-2xl gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const url = String(new FormData(event.currentTarget).get('server') ?? '').trim();
          const problem = problemForPage(url);
          setError(problem);
          if (!problem) void navigate(connectPath(url));
        }}
      >
        <Field
          label="MCP server URL"
          hint="The address in the server’s documentation, including the path."
          error={error}
          control={(ids) => (
            <input
              {...ids}
              name="server"
              type="url"
              inputMode="url"
              autoComplete="url"
              placeholder="https://mcp.example/mcp"
              defaultValue={typed.slice(0, 2 * LONGEST_ADDRESS)}
              className={`${CONTROL} font-mono`}
            />
          )}
        />
        <Button type="submit" variant="primary">
          Go to this server’s page
        </Button>
      </form>
      <Remembered />
    </>
  );
}

function Remembered() {
  const { platform } = useServerSessions();
  const { shared } = platform.storage;
  const [servers, setServers] = useState(() => rememberedServers(shared));
  if (!servers.length) return null;
  return (
    <Panel title="Recent servers">
      <ul className="grid gap-2">
        {servers.map((url) => (
          <li key={url} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <Link to={connectPath(url)} className="min-w-0 break-all font-mono text-accent underline">
              <ServerText text={url} kind="value" />
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
