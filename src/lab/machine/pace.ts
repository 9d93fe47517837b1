/**
 * How long to hold a message outside step mode, so that the eye can follow. Messages are not held with reduced motion,
 * or in a hidden tab, where the browser throttles timers to a second.
 */
export const paceMs = (): number =>
  document.hidden || matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 350;
