/** With this preference, pages in Firefox have light colours, which Playwright requests by default. */
export const LIGHT_COLOURS = { 'layout.css.prefers-color-scheme.content-override': 1 };

/**
 * The response to a command of WebDriver BiDi that requests light colours, which {@link LIGHT_COLOURS} has already set.
 *
 * Playwright 1.65 sends `emulation.setMediaFeaturesOverride` for each new context, but Firefox ESR 153 does not know
 * this command.
 *
 * @returns `undefined` for any other command. The relay passes such a command to Firefox.
 */
export function answerFor(message: string): string | undefined {
  const { id, method, params } = JSON.parse(message);
  if (method !== 'emulation.setMediaFeaturesOverride') return undefined;
  const features = Object.entries(params.features ?? {});
  const areGiven = features.every(([name, value]) => name === 'prefers-color-scheme' && value === 'light');
  return areGiven ? JSON.stringify({ type: 'success', id, result: {} }) : undefined;
}
