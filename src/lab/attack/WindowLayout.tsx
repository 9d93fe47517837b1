import type { ReactNode } from 'react';
import { LabLayout } from '../machine/LabLayout.tsx';
import { useTitle } from '../machine/use-title.ts';

export function WindowLayout({ title, children }: { title: string; children: ReactNode }) {
  useTitle(title);
  return (
    <LabLayout>
      <main className="mx-auto grid w-full max-w-[62ch] content-start gap-6 px-4 py-8">
        <h1 className="text-4xl leading-tight">{title}</h1>
        <p>The attack that opened this tab controls it, and closes it.</p>
        <p aria-live="polite">{children}</p>
      </main>
    </LabLayout>
  );
}
