import type { SpecReference } from '../spec-references.ts';

/** A link in a text to a clause of a specification. */
export function SpecLink({ to: { label, url } }: { to: SpecReference }) {
  return (
    <a href={url} className="text-accent underline">
      {label}
    </a>
  );
}
