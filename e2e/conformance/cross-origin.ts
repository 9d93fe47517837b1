import type { BrowserContext, Route } from 'playwright';

/** Adds the CORS headers that the servers of the suite do not send, as a gateway would. The browser enforces CORS. */
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
    // The servers have stopped, the page is closed, or the stream is endless: the page sees a network failure.
    await route.abort().catch(() => {});
  }
}
