import { runOidcClientPage } from './oidc-client-ts-page.ts';
import { settings } from './settings.ts';

runOidcClientPage({
  issuer: settings.issuer,
  authorization_endpoint: settings.authorizationEndpoint,
  token_endpoint: settings.tokenEndpoint,
});
