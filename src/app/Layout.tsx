import type { ReactNode } from 'react';
import { Outlet, useNavigation } from 'react-router-dom';
import type { Session } from '../oauth/index.ts';
import { useSession } from '../oauth/react/SessionProvider.tsx';
import type { NavigationLink } from '../ui/navigation-link.ts';
import { PageHeader } from '../ui/PageHeader.tsx';
import { Waiting } from '../ui/Waiting.tsx';
import { HostingNotice } from './HostingNotice.tsx';
import { NotificationRegion } from './notifications/NotificationRegion.tsx';
import { UserMenu } from './UserMenu.tsx';

/** @param apiSession the session with the API, if the build has an API. */
export function Layout({
  links,
  apiSession,
}: {
  links: readonly NavigationLink[];
  apiSession: Session | undefined;
}) {
  const navigation = useNavigation();
  const { session } = useSession();
  // In a build with an API and without an MCP server, both sessions are the same object.
  const sessions = new Set(apiSession ? [session, apiSession] : [session]);
  return (
    <>
      <PageFrame links={links} aside={<UserMenu />}>
        {navigation.state === 'loading' ? <Waiting>Loading the page</Waiting> : <Outlet />}
      </PageFrame>
      <NotificationRegion sessions={[...sessions]} />
    </>
  );
}

/** The frame around the content of every screen. It needs no session. */
export function PageFrame({
  links,
  aside,
  children,
}: {
  links: readonly NavigationLink[];
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <>
      <PageHeader links={links} aside={aside} />
      <HostingNotice />
      <main className="mx-auto max-w-5xl px-4 py-8 sm:px-6 sm:py-12">{children}</main>
    </>
  );
}
