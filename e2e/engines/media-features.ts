/** The preferences that give a page of Firefox what Playwright asks for by default: light colours. */
export const LIGHT_COLOURS = { 'layout.css.prefers-color-scheme.content-override': 1 };

/**
 * The response to a command of WebDriver BiDi that asks for the media features which {@link LIGHT_COLOURS} already
 * gives.
 *
 * Playwright 1.65 sends `emulation.setMediaFeaturesOverride` with each new context, and Firefox ESR 153 does not know
 * the command.
 *
 * @returns `undefined` for anything else, to which Firefox itself responds: with an error if a page should be dark.
 */
export function answerFor(message: string): string | undefined {
  const { id, method, params } = JSON.parse(message);
  if (method !== 'emulation.setMediaFeaturesOverride') return undefined;
  const features = Object.entries(params.features ?? {});
  const areGiven = features.every(([name, value]) => name === 'prefers-color-scheme' && value === 'light');
  return areGiven ? JSON.stringify({ type: 'success', id, result: {} }) : undefined;
}
