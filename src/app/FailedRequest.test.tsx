import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, expect, it, vi } from 'vitest';
import { SessionProvider } from '../oauth/react/SessionProvider.tsx';
import { FailedRequest } from './FailedRequest.tsx';
import { McpContext } from './mcp-context.ts';
import { signedInSession } from './testing/signed-in.ts';

afterEach(() => vi.unstubAllGlobals());

it.each([
  ['shows', 'Missing session', 404, undefined],
  ['does not show', 'Missing session', 404, true],
  ['does not show', 'Missing session', 500, undefined],
  ['does not show', 'Missing page', 404, undefined],
])(
  'the page %s the hint about a hidden session ID: “%s”, status %i, sent with an ID: %s',
  async (shows, said, status, isInSession) => {
    vi.stubGlobal('location', { origin: 'https://app.example' });
    const session = await signedInSession(() => Response.json({}), {});
    const failure = { kind: 'failed' as const, message: 'No.', said, status, isInSession };
    const page = renderToStaticMarkup(
      <SessionProvider session={session} restore={false}>
        <McpContext value={{ serverUrl: 'https://mcp.example/mcp', fetch }}>
          <FailedRequest failure={failure} interrupt={() => '/'} />
        </McpContext>
      </SessionProvider>,
    );
    expect(page.includes('Access-Control-Expose-Headers: Mcp-Session-Id')).toBe(shows === 'shows');
  },
);
