import type { BrowserContext, Route } from 'playwright';

/**
 * Adds the CORS headers that the servers of the suite omit, like a gateway; the browser still enforces them.
 * Playwright answers the preflights of routed requests. Pages are not changed.
 */
export async function addCorsHeaders(context: BrowserContext, app: string): Promise<void> {
  // A pattern instead of a function, so that Playwright does not intercept the files of the app.
  await context.route(new RegExp(`^(?!${app}/)`), (route) =>
    route.request().isNavigationRequest() ? route.continue() : answer(route, app),
  );
}

async function answer(route: Route, app: string): Promise<void> {
  try {
    const response = await route.fetch({ maxRedirects: 0, timeout: 2_000 });
    await route.fulfill({
      response,
      headers: {
        ...response.headers(),
        'access-control-allow-origin': app,
        'access-control-expose-headers': 'WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version, DPoP-Nonce',
      },
    });
  } catch {
    // The servers have stopped, the page is gone, or the response is an endless stream, which cannot be forwarded. For
    // the page, this is a network failure.
    await route.abort().catch(() => {});
  }
}
