/**
 * How long a message is held now while nobody steps, so that the eye can follow; not at all where motion is
 * unwanted, or where another tab is in front: there a browser would make a second of it.
 */
export function paceMs(): number {
  return document.hidden || matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 350;
}
