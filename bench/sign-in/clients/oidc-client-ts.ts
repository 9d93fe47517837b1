import { runOidcClientPage } from './oidc-client-ts-page.ts';

runOidcClientPage();
