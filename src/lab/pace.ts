/** How long each message is held while nobody steps, so that the eye can follow; not at all where motion is unwanted. */
export function paceMs(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 350;
}
