import { createPath, useLocation, useParams, useSearchParams } from 'react-router-dom';
import type { Grant } from '../oauth/index.ts';
import { RequireSession } from '../oauth/react/RequireSession.tsx';
import { useSession } from '../oauth/react/SessionProvider.tsx';
import { Connection } from './Connection.tsx';
import { personKey } from './person-key.ts';
import { SessionPanel } from './SessionPanel.tsx';
import { SignInPanel } from './SignInPanel.tsx';
import { ToolList } from './ToolList.tsx';
import { toolPath } from './tool-path.ts';

/** Shows the tools of the MCP server. Without a session, it asks the user to sign in, and the sign-in returns here. */
export function ToolsPage() {
  const location = useLocation();
  return (
    <div className="grid gap-6">
      <h1 className="text-3xl">Tools</h1>
      <RequireSession
        otherwise={() => (
          <>
            <p className="text-soft">Sign in to see the tools of the MCP server.</p>
            <SignInPanel returnTo={createPath(location)} />
          </>
        )}
      >
        {(grant) => <Tools grant={grant} />}
      </RequireSession>
    </div>
  );
}

function Tools({ grant }: { grant: Grant }) {
  const { session } = useSession();
  const { name } = useParams();
  const [parameters] = useSearchParams();
  const person = personKey(grant);
  return (
    <>
      <Connection tokens={session} person={person}>
        {(connection) => (
          <ToolList
            connection={connection}
            person={person}
            open={name ?? parameters.get('tool') ?? undefined}
            linkTo={toolPath}
          />
        )}
      </Connection>
      <SessionPanel grant={grant} who="the authorization server did not say" />
    </>
  );
}
