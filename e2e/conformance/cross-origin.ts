import type { BrowserContext, Route } from 'playwright';

/**
 * Adds the CORS headers that the suite's servers leave out, as a gateway before them would; the browser goes
 * on enforcing them. Playwright answers the preflights of whatever is routed. Pages are left alone.
 */
export async function addCorsHeaders(context: BrowserContext, app: string): Promise<void> {
  // A pattern and no function: Playwright can then let the app's own files pass without asking.
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
        'access-control-expose-headers': 'WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version',
      },
    });
  } catch {
    // The suite has stopped its servers, the page has gone, or it is a stream without an end, which cannot be
    // handed on: to the page that is a network failure.
    await route.abort().catch(() => {});
  }
}
