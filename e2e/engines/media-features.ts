/** With this preference, pages in Firefox have light colours, which Playwright requests by default. */
export const LIGHT_COLOURS = { 'layout.css.prefers-color-scheme.content-override': 1 };

/** The response to the command for light colours, which Firefox ESR 153 does not know; `undefined` for any other. */
export function answerFor(message: string): string | undefined {
  const { id, method, params } = JSON.parse(message);
  if (method !== 'emulation.setMediaFeaturesOverride') return undefined;
  const features = Object.entries(params.features ?? {});
  const areGiven = features.every(([name, value]) => name === 'prefers-color-scheme' && value === 'light');
  return areGiven ? JSON.stringify({ type: 'success', id, result: {} }) : undefined;
}
