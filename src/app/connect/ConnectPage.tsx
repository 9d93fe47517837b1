import { useSearchParams } from 'react-router-dom';
import { SessionProvider } from '../../oauth/react/SessionProvider.tsx';
import { McpContext } from '../mcp-context.ts';
import { useServerSessions } from '../server-sessions.ts';
import { ChooseServer } from './ChooseServer.tsx';
import { ServerPage } from './ServerPage.tsx';
import { problemForPage } from './server-address.ts';

/** Connects to any MCP server. The user types its address, or opens a link that the author of the server shares. */
export function ConnectPage() {
  const [parameters] = useSearchParams();
  const { platform, sessionOf } = useServerSessions();
  const typed = parameters.get('server');
  // Two spellings of one address have to lead to the same server and the same session.
  const serverUrl = typed && URL.canParse(typed) ? new URL(typed).href : typed;
  return (
    <div className="grid gap-6">
      <div>
        <h1 className="text-3xl">Connect to an MCP server</h1>
        <p className="mt-2 max-w-2xl text-soft">
          This page signs you in to any MCP server that a browser can reach, and shows what the server offers.
          The sign-in uses the same code as the rest of this app.
        </p>
      </div>
      {serverUrl && problemForPage(serverUrl) === undefined ? (
        <McpContext
          key={serverUrl}
          value={{ serverUrl, fetch: (url, init) => platform.fetch(String(url), init ?? {}) }}
        >
          <SessionProvider session={sessionOf(serverUrl)}>
            <ServerPage serverUrl={serverUrl} />
          </SessionProvider>
        </McpContext>
      ) : (
        <ChooseServer typed={serverUrl ?? ''} />
      )}
    </div>
  );
}
