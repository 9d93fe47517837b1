/** How long to hold a message, so that the eye can follow: not at all with reduced motion or in a hidden tab. */
export const paceMs = (): number =>
  document.hidden || matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 350;
