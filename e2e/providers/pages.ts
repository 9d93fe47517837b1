/** A page of the provider. The browser stays on this page, and does not return to the app. */
export function page(text: string, status = 200): Response {
  return new Response(`<!doctype html><title>${text}</title>`, {
    status,
    headers: { 'Content-Type': 'text/html' },
  });
}
