import type { ReactNode } from 'react';

export function Panel({
  title,
  aside,
  foot,
  children,
}: {
  title: ReactNode;
  aside?: ReactNode;
  foot?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="overflow-hidden rounded-card border border-rule bg-raised">
      <header className="flex flex-wrap items-baseline gap-x-3 border-rule border-b px-4 py-2.5">
        <h2 className="min-w-0 wrap-anywhere text-lg">{title}</h2>
        {aside && <span className="min-w-0 wrap-anywhere text-soft text-sm">{aside}</span>}
      </header>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 px-4 py-4">{children}</div>
      {foot && (
        <footer className="flex flex-wrap gap-3 border-rule border-t bg-paper px-4 py-3">{foot}</footer>
      )}
    </section>
  );
}
