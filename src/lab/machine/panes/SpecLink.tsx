import type { SpecReference } from '../spec-references.ts';

export function SpecLink({ to: { label, url } }: { to: SpecReference }) {
  return (
    <a href={url} className="text-accent underline">
      {label}
    </a>
  );
}
