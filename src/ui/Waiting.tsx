import { LoaderCircle } from 'lucide-react';

export function Waiting({ children }: { children: string }) {
  return (
    <>
      <p role="status" className="flex items-center gap-2 text-soft noscript:hidden">
        <LoaderCircle aria-hidden className="size-4 motion-safe:animate-spin" />
        {children}…
      </p>
      <noscript>This part needs JavaScript.</noscript>
    </>
  );
}
