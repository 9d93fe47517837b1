import { StrictMode } from 'react';
import { prerender as prerenderReact } from 'react-dom/static';
import { createMemoryRouter, type RouteObject, RouterProvider } from 'react-router-dom';
import { HomeFrame } from './app/HomePage.tsx';
import { PageFrame } from './app/Layout.tsx';
import { starterLinks } from './app/starter-pages.ts';
import { attacks } from './lab/attack/attacks/index.ts';
import { chapters } from './lab/learn/chapters/index.ts';
import { further } from './lab/learn/further/index.ts';
import { plugin } from './plugin.ts';
import { StarterLinksContext } from './ui/starter-links.ts';

/** The pages that are the same for every user, signed in or not: their text is in the build. */
export const paths: readonly string[] = [
  '/',
  ...[...chapters, ...further].map(({ slug }) => `/learn/${slug}`),
  '/learn/glossary',
  ...attacks.map(({ slug }) => `/attack/${slug}`),
  '/attack/matrix',
  '/attack/limits',
];

/** Renders a page, at a `path` below the base, as the app first shows it, and returns the HTML inside `#root`. */
export async function render(path: string): Promise<string> {
  const router = createMemoryRouter(routes(), {
    basename: import.meta.env.BASE_URL,
    initialEntries: [import.meta.env.BASE_URL + path.slice(1)],
  });
  while (!router.state.initialized) await new Promise((resolve) => setImmediate(resolve));
  const [failure] = Object.values(router.state.errors ?? {});
  if (failure) throw new Error(`${path} cannot be rendered.`, { cause: failure });
  const failures: unknown[] = [];
  const { prelude } = await prerenderReact(
    <StrictMode>
      <StarterLinksContext value={starterLinks}>
        <RouterProvider router={router} />
      </StarterLinksContext>
    </StrictMode>,
    { onError: (error) => void failures.push(error), progressiveChunkSize: Number.POSITIVE_INFINITY },
  );
  const later = failures.find((error) => !(error instanceof Error && error.name === LATER));
  if (later) throw new Error(`${path} cannot be rendered.`, { cause: later });
  return new Response(prelude).text();
}

/** If a page waits for its first paint, `painted` throws an error of this name. */
const LATER = 'AfterFirstPaint';

/** The app's own home page needs a session. The home page here leaves out what depends on a session. */
function routes(): RouteObject[] {
  if (!plugin) throw new Error('Without the lab there is no page to prerender.');
  const home = (
    <PageFrame links={plugin.links}>
      <HomeFrame introduction={plugin.introduction} />
    </PageFrame>
  );
  const noNetwork = () => Promise.reject(new Error('The build calls no server.'));
  return [{ path: '/', element: home }, ...plugin.routes(noNetwork)];
}
