import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { config, identification, OFFLINE } from '../config.ts';
import { RequireSession } from '../oauth/react/RequireSession.tsx';
import { buttonClass } from '../ui/Button.tsx';
import { TextLink } from '../ui/TextLink.tsx';
import { SessionPanel } from './SessionPanel.tsx';
import { SignInPanel } from './SignInPanel.tsx';
import { mainPage } from './starter-pages.ts';

/** @param introduction replaces the starter's own introduction above the sign-in, and makes the page wider. */
export function HomePage({ introduction }: { introduction?: ReactNode }) {
  // The introduction has a primary button.
  const variant = introduction ? 'secondary' : 'primary';
  return (
    <HomeFrame introduction={introduction}>
      <RequireSession otherwise={() => <SignInPanel returnTo={mainPage.to} variant={variant} />}>
        {(grant) => (
          <div className="grid gap-6">
            <div>
              <Link to={mainPage.to} className={buttonClass(variant)}>
                Open the {mainPage.label.toLowerCase()}
              </Link>
            </div>
            <SessionPanel
              grant={grant}
              who={
                config.mcp ? (
                  <TextLink to="/tools/whoami">ask the MCP server</TextLink>
                ) : (
                  'the authorization server did not say'
                )
              }
            />
          </div>
        )}
      </RequireSession>
    </HomeFrame>
  );
}

/** Shows the introduction, and below it the part of the page that depends on the session. */
export function HomeFrame({ introduction, children }: { introduction: ReactNode; children?: ReactNode }) {
  return (
    <div className={`grid gap-10 ${introduction ? 'xl:-mx-28' : ''}`}>
      {introduction ?? <Introduction />}
      {children}
    </div>
  );
}

function Introduction() {
  return (
    <div className="max-w-2xl">
      <h1 className="text-4xl leading-tight sm:text-5xl">{identification.clientName}</h1>
      <p className="mt-5 font-serif text-lg text-soft leading-7">
        {OFFLINE
          ? 'Sign in without an account and without a network: the servers run in this tab.'
          : 'Sign in to go on.'}
      </p>
      {!OFFLINE && (
        <p className="mt-3 text-soft">
          {config.mcp ? 'MCP server: ' : 'API: '}
          <code>{config.mcp?.serverUrl ?? config.api?.url}</code>
        </p>
      )}
    </div>
  );
}
