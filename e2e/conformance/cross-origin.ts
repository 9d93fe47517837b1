import type { BrowserContext, Route } from 'playwright';

/**
 * Like a gateway, adds the CORS headers that the servers of the suite do not send. The browser still enforces CORS.
 * Playwright itself responds to the preflights of routed requests. The pages of the app are not changed.
 */
export async function addCorsHeaders(context: BrowserContext, app: string): Promise<void> {
  // With a function instead of this pattern, Playwright would also intercept the requests for files of the app.
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
    // Either the servers have stopped, or the page is closed, or the response is an endless stream, which `fulfill`
    // cannot forward. The page sees a network failure.
    await route.abort().catch(() => {});
  }
}
