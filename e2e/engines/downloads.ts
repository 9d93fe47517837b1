/**
 * Adds an identifier to each download event of WebDriver BiDi that has no identifier. Firefox ESR 153 sends no
 * identifier, and Playwright 1.65 ignores an event without an identifier.
 *
 * The URL is the identifier, because the app downloads only blobs, and each blob has its own URL.
 *
 * @returns any other message unchanged.
 */
export function withIdentifier(message: string): string {
  if (!message.includes('"browsingContext.download')) return message;
  const event = JSON.parse(message);
  const isDownload = /^browsingContext\.download(WillBegin|End)$/.test(event.method);
  if (!isDownload || event.params.download || event.params.navigation) return message;
  return JSON.stringify({ ...event, params: { ...event.params, download: event.params.url } });
}
