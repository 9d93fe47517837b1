import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import type { NavigationLink } from '../ui/navigation-link.ts';
import { PageHeader } from '../ui/PageHeader.tsx';

/** Replaces a screen that threw an error. Also replaces a screen whose files did not load, as after a deployment. */
export function PageFailure({ links }: { links: readonly NavigationLink[] }) {
  return (
    <>
      <PageHeader links={links} />
      <main className="mx-auto grid max-w-5xl justify-items-start gap-5 px-4 py-8 sm:px-6 sm:py-12">
        <h1 className="text-3xl">This page could not be shown</h1>
        <Notice tone="bad" title="One of its files did not load, or it has an error">
          There may be a newer version, or the network was down for a moment.
        </Notice>
        <Button variant="primary" onClick={() => location.reload()}>
          Load the page again
        </Button>
      </main>
    </>
  );
}
