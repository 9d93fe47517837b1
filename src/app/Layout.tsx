import { Outlet, useNavigation } from 'react-router-dom';
import type { NavigationLink } from '../ui/navigation-link.ts';
import { PageHeader } from '../ui/PageHeader.tsx';
import { Waiting } from '../ui/Waiting.tsx';
import { HostingNotice } from './HostingNotice.tsx';
import { UserMenu } from './UserMenu.tsx';

/** The frame of every screen. */
export function Layout({ links }: { links: readonly NavigationLink[] }) {
  const navigation = useNavigation();
  return (
    <>
      <PageHeader links={links} aside={<UserMenu />} />
      <HostingNotice />
      <main className="mx-auto max-w-5xl px-4 py-8 sm:px-6 sm:py-12">
        {navigation.state === 'loading' ? <Waiting>Loading the page</Waiting> : <Outlet />}
      </main>
    </>
  );
}
