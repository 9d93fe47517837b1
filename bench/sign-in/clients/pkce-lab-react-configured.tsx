import { configuredSession } from './pkce-lab-configured-session.ts';
import { runReactPage } from './pkce-lab-react-page.tsx';

runReactPage(configuredSession());
