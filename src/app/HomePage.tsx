import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { config, OFFLINE } from '../config.ts';
import { RequireSession } from '../oauth/react/RequireSession.tsx';
import { buttonClass } from '../ui/Button.tsx';
import { SessionPanel } from './SessionPanel.tsx';
import { SignInPanel } from './SignInPanel.tsx';

/** @param introduction what stands above the way in, and takes more room; the starter's own words when absent. */
export function HomePage({ introduction }: { introduction?: ReactNode }) {
  return (
    <div className={`grid gap-10 ${introduction ? 'xl:-mx-28' : ''}`}>
      {introduction ?? <Introduction />}
      <RequireSession otherwise={() => <SignInPanel returnTo="/tools" />}>
        {(grant) => (
          <div className="grid gap-6">
            <div>
              <Link to="/tools" className={buttonClass('primary')}>
                Open the tools
              </Link>
            </div>
            <SessionPanel
              grant={grant}
              who={
                <Link className="text-accent underline" to="/tools/whoami">
                  ask the MCP server
                </Link>
              }
            />
          </div>
        )}
      </RequireSession>
    </div>
  );
}

/** What this is. */
function Introduction() {
  return (
    <div className="max-w-2xl">
      <h1 className="text-4xl leading-tight sm:text-5xl">Prove possession. Keep no secret.</h1>
      <p className="mt-5 font-serif text-lg text-soft leading-7">
        OAuth 2.1 with PKCE, for MCP clients in a browser. Signing in sends only the hash of a fresh secret
        through the browser; the secret itself goes out once, with the code, at the very last step.
      </p>
      <p className="mt-3 text-soft">
        {OFFLINE ? (
          'No account, no server, no network: the authorization server and the MCP server run in this tab too.'
        ) : (
          <>
            MCP server: <code>{config.serverUrl}</code>
          </>
        )}
      </p>
    </div>
  );
}
