/** A page of the provider, shown in place of the app. */
export function page(text: string, status = 200): Response {
  return new Response(`<!doctype html><title>${text}</title>`, {
    status,
    headers: { 'Content-Type': 'text/html' },
  });
}
