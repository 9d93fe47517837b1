import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { McpContext } from './mcp-context.ts';
import { VisitPage } from './VisitPage.tsx';

const PUBLIC = 'https://mcp.example/mcp';
const BUTTON = 'Open this page';

/** The HTML for a page that the server at `serverUrl` asks the user to visit. */
function shown(url: string, serverUrl: string): string {
  return renderToStaticMarkup(
    <McpContext value={{ serverUrl, fetch: async () => Response.json({}) }}>
      <VisitPage message="Please confirm" url={url} />
    </McpContext>,
  );
}

describe('a page that a server asks the user to visit', () => {
  it.each([
    ['https://pay.example/order#paid', PUBLIC],
    ['https://10.0.0.7/order', 'https://192.168.1.1/mcp'],
    ['http://localhost:8080/order', 'http://127.0.0.1:3000/mcp'],
    ['https://pay.example/order', 'http://localhost:3000/mcp'],
  ])('can be opened at %s, because the server at %s is in the same kind of network', (url, serverUrl) => {
    const html = shown(url, serverUrl);
    expect(html).toContain(BUTTON);
    expect(html).toContain(new URL(url).host);
  });

  it.each([
    ['https://192.168.1.1/apply.cgi?dns=6.6.6.6', PUBLIC],
    ['https://192.168.1.1/apply.cgi#x', PUBLIC],
    ['http://localhost:8080/admin', PUBLIC],
    ['https://router.home.arpa/', PUBLIC],
    ['http://localhost:8080/admin', 'https://192.168.1.7/mcp'],
  ])('cannot be opened at %s, because the server at %s is in a wider network', (url, serverUrl) => {
    const html = shown(url, serverUrl);
    expect(html).not.toContain(BUTTON);
    expect(html).toContain(url);
    expect(html).toContain('the server is outside');
  });

  it.each(['javascript:alert(1)', 'http://pay.example/', 'https://ada@pay.example/', 'not an address'])(
    'cannot be opened at the unsafe address %s, and the screen says why',
    (url) => {
      const html = shown(url, PUBLIC);
      expect(html).not.toContain(BUTTON);
      expect(html).toContain(url);
      expect(html).toContain('opens only https:// addresses');
    },
  );
});
