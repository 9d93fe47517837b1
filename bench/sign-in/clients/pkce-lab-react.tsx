import { browserPlatform, createSession } from '../../../src/oauth/index.ts';
import { runReactPage } from './pkce-lab-react-page.tsx';
import { settings } from './settings.ts';

const { serverUrl, clientId, redirectUri } = settings;
runReactPage(createSession({ serverUrl, clientId, redirectUri, scopes: ['openid'] }, browserPlatform()));
