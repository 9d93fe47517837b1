/** Adds the URL of the blob as identifier to each download event of Firefox ESR 153, as Playwright 1.65 demands. */
export function withIdentifier(message: string): string {
  if (!message.includes('"browsingContext.download')) return message;
  const event = JSON.parse(message);
  const isDownload = /^browsingContext\.download(WillBegin|End)$/.test(event.method);
  if (!isDownload || event.params.download || event.params.navigation) return message;
  return JSON.stringify({ ...event, params: { ...event.params, download: event.params.url } });
}
