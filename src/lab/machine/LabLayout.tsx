import { type ReactNode, use, useEffect } from 'react';
import { Link, useLocation, useNavigationType } from 'react-router-dom';
import { buttonClass } from '../../ui/Button.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { HeaderAside } from './header-aside.ts';
import { LAB_LINKS } from './links.ts';
import { FollowedValueProvider } from './panes/followed-value.tsx';
import { useTitle } from './use-title.ts';

/** The layout of every screen of the lab: a header above the screen's own content. */
export function LabLayout({ children }: { children: ReactNode }) {
  useTopOfNewPage();
  return (
    <div className="flex min-h-dvh flex-col md:h-dvh print:block print:h-auto">
      <PageHeader links={LAB_LINKS} aside={use(HeaderAside)} />
      {children}
    </div>
  );
}

/** On a narrow screen, the window scrolls. Without this hook, a new page keeps the scroll position of the old page. */
function useTopOfNewPage(): void {
  const { pathname, hash } = useLocation();
  const isReturn = useNavigationType() === 'POP';
  useEffect(() => {
    if (pathname && !hash && !isReturn) window.scrollTo(0, 0);
  }, [pathname, hash, isReturn]);
}

/** Says that an address in a part of the lab has no page. @param to names the path of this part. */
export function NoSuchPage({ what, to, children }: { what: string; to: string; children: ReactNode }) {
  const title = `There is no ${what} at this address`;
  useTitle(title);
  return (
    <LabLayout>
      <main className="grid content-start justify-items-start gap-4 px-4 py-8 sm:px-8">
        <h1 className="text-3xl">{title}</h1>
        <Link to={to} className={buttonClass('primary')}>
          {children}
        </Link>
      </main>
    </LabLayout>
  );
}

/** If the followed link no longer exists, the keyboard focus is lost. In this case, the content takes the focus. */
function useFocusOfLostLink(): void {
  const isFollowed = useNavigationType() === 'PUSH';
  useEffect(() => {
    if (!isFollowed || document.activeElement !== document.body) return;
    const main = document.querySelector('main');
    main?.setAttribute('tabindex', '-1');
    main?.focus();
  }, [isFollowed]);
}

/** The rail, the text with its exercise, and the machine of a screen. All three mark the value that is followed. */
export function Workbench({
  rail,
  machine,
  children,
}: {
  rail?: ReactNode;
  machine: ReactNode;
  children: ReactNode;
}) {
  useFocusOfLostLink();
  return (
    <FollowedValueProvider>
      <div
        className={`grid grow grid-cols-[minmax(0,1fr)] content-start md:min-h-0 md:grid-cols-2 md:content-stretch print:block ${rail ? 'md:grid-rows-[auto_minmax(0,1fr)] xl:grid-cols-[232px_1fr_minmax(0,35rem)] xl:grid-rows-1' : 'md:grid-rows-1 xl:grid-cols-[1fr_minmax(0,35rem)]'}`}
      >
        {rail && (
          <div className="relative min-w-0 border-rule border-b md:col-span-2 xl:col-span-1 xl:overflow-y-auto xl:border-r xl:border-b-0 print:hidden">
            {rail}
          </div>
        )}
        <main className="relative min-w-0 px-4 py-8 sm:px-8 md:overflow-y-auto print:overflow-visible">
          <div className="mx-auto grid max-w-[62ch] gap-6">{children}</div>
        </main>
        <div
          data-sheet
          className="sticky bottom-0 z-10 min-w-0 border-strong border-t bg-paper md:static md:min-h-0 md:border-rule md:border-t-0 md:border-l print:static print:border-0"
        >
          {machine}
        </div>
      </div>
    </FollowedValueProvider>
  );
}
