import './ui/tokens.css';
import './zod-jitless.ts';
import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { BlockedConnectionsContext, watchBlockedConnections } from './app/blocked-connections.ts';
import { describeOfflineFailure } from './app/offline-failure.ts';
import { StartFailure } from './app/StartFailure.tsx';
import { starterLinks } from './app/starter-pages.ts';
import { compose } from './compose.tsx';
import { createPageNetwork } from './network.ts';
import { describeOAuthError } from './oauth/error-descriptions.ts';
import { OAuthError } from './oauth/index.ts';
import { plugin } from './plugin.ts';
import { installTrustedTypesPolicy } from './trusted-types.ts';
import { StarterLinksContext } from './ui/starter-links.ts';

installTrustedTypesPolicy(plugin?.workers);
const blockedConnections = watchBlockedConnections(document);

const container = document.getElementById('root');
if (!container) throw new Error('index.html has no #root.');
const root = createRoot(container);
// If `theme.js` did not load, the page still has this text.
document.getElementById('app-missing')?.remove();

const network = createPageNetwork(() =>
  root.render(
    <StartFailure
      {...describeOfflineFailure({
        serviceWorkers: 'serviceWorker' in navigator,
        indexedDb: 'indexedDB' in window,
      })}
    />,
  ),
);
// The servers in the tab are as large as the whole app, so they load only at the first call, which waits for them.
if (import.meta.env.VITE_OFFLINE !== 'true') void network.start();

try {
  const app = (
    <StrictMode>
      <StarterLinksContext value={starterLinks}>
        <BlockedConnectionsContext value={blockedConnections}>{compose(network)}</BlockedConnectionsContext>
      </StarterLinksContext>
    </StrictMode>
  );
  // Renders in slices, so that the browser can handle presses in between.
  startTransition(() => root.render(app));
} catch (error) {
  if (!(error instanceof OAuthError)) throw error;
  root.render(<StartFailure {...describeOAuthError(error)} />);
}
