import { createServer } from 'node:http';
import { APP } from '../../e2e/real/addresses.ts';
import type { BuiltPage } from './pages.ts';

/** Serves one page at a time, gzipped, at the origin of the redirect URI. */
export interface AppServer {
  show(page: BuiltPage): void;
  /** For the next redirect, serves an empty document instead of the page. @returns the URL of that redirect. */
  holdCallback(): Promise<string>;
  close(): void;
}

export async function startAppServer(): Promise<AppServer> {
  let shown: BuiltPage | undefined;
  let held: ((callbackUrl: string) => void) | undefined;
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const url = new URL(request.url ?? '', APP);
    const script = shown?.scripts.get(url.pathname.slice(1));
    // The callback has to load every file again, although the same page started the sign-in.
    response.setHeader('Cache-Control', 'no-store');
    if (script) {
      response.setHeader('Content-Type', 'text/javascript').setHeader('Content-Encoding', 'gzip').end(script);
    } else if (url.pathname === '/callback' && held) {
      response
        .setHeader('Content-Type', 'text/html; charset=utf-8')
        .end('<!doctype html><link rel="icon" href="data:,">');
      held(url.href);
      held = undefined;
    } else {
      response.setHeader('Content-Type', 'text/html; charset=utf-8').end(shown && documentOf(shown));
    }
  });
  const { hostname, port } = new URL(APP);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), hostname, resolve);
  });
  return {
    show(page) {
      shown = page;
    },
    holdCallback: () =>
      new Promise((resolve) => {
        held = resolve;
      }),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const documentOf = ({ entry }: BuiltPage) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sign-in</title>
<link rel="icon" href="data:,">
<body></body>
<script type="module" src="/${entry}"></script>
</html>`;
