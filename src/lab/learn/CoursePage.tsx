import { type ReactNode, use } from 'react';
import { LabLayout } from '../machine/LabLayout.tsx';
import { useTitle } from '../machine/use-title.ts';
import { ChapterRail } from './ChapterRail.tsx';
import { ProgressContext } from './progress-context.ts';

/** A page of the course without a machine: the rail beside one column. */
export function CoursePage({ title, children }: { title: string; children: ReactNode }) {
  const progress = use(ProgressContext);
  useTitle(title);
  return (
    <LabLayout>
      <div className="grid grow grid-cols-[minmax(0,1fr)] content-start md:min-h-0 md:grid-rows-[auto_minmax(0,1fr)] xl:grid-cols-[232px_minmax(0,1fr)] xl:grid-rows-1 print:block">
        <div className="relative min-w-0 border-rule border-b xl:overflow-y-auto xl:border-r xl:border-b-0 print:hidden">
          <ChapterRail progress={progress} />
        </div>
        <main className="relative min-w-0 px-4 py-8 sm:px-8 md:overflow-y-auto print:overflow-visible print:p-0">
          <div className="mx-auto grid max-w-[72ch] grid-cols-[minmax(0,1fr)] gap-6 print:max-w-none">
            <h1 className="text-4xl leading-tight print:text-2xl">{title}</h1>
            {children}
          </div>
        </main>
      </div>
    </LabLayout>
  );
}
