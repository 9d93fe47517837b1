import type { ReactNode } from 'react';
import { LabLayout } from '../machine/LabLayout.tsx';
import { useTitle } from '../machine/use-title.ts';
import { AttackRail } from './AttackRail.tsx';

/** The layout of an attack page that shows no machine: the rail beside the content of the page. */
export function AttackLayout({ title, children }: { title: string; children: ReactNode }) {
  useTitle(title);
  return (
    <LabLayout>
      <div className="grid grow grid-cols-[minmax(0,1fr)] content-start lg:min-h-0 xl:grid-cols-[220px_minmax(0,1fr)]">
        <div className="min-w-0 border-rule border-b xl:overflow-y-auto xl:border-r xl:border-b-0">
          <AttackRail />
        </div>
        <main className="grid min-w-0 auto-rows-max content-start gap-5 px-4 py-8 sm:px-8 lg:overflow-y-auto">
          <h1 className="text-4xl leading-tight">{title}</h1>
          {children}
        </main>
      </div>
    </LabLayout>
  );
}
