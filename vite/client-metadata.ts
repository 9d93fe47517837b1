import type { Plugin } from 'vite';
import { appUrlOf } from './app-url.ts';
import type { Environment } from './settings.ts';

const CLIENT_METADATA_FILE = 'client-metadata.json';

/**
 * The client ID metadata document of the app. An authorization server that supports such documents fetches this one,
 * and uses the URL of the document as the client ID (draft-ietf-oauth-client-id-metadata-document).
 *
 * @returns `undefined` if `VITE_APP_URL` is absent, or is an http address, which can be no client ID.
 * @throws TypeError as {@link appUrlOf} does.
 */
export function clientMetadata(env: Environment): Record<string, unknown> | undefined {
  const appUrl = appUrlOf(env)?.href;
  if (!appUrl?.startsWith('https:')) return undefined;
  return {
    client_id: appUrl + CLIENT_METADATA_FILE,
    client_name: env.VITE_CLIENT_NAME ?? 'PKCE Lab',
    client_uri: appUrl,
    redirect_uris: [`${appUrl}callback`],
    post_logout_redirect_uris: [appUrl],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    application_type: 'web',
    token_endpoint_auth_method: 'none',
  };
}

/** Writes {@link clientMetadata} into a build, for any static host. */
export function clientMetadataDocument(env: Environment): Plugin {
  return {
    name: 'client-metadata-document',
    apply: 'build',
    generateBundle() {
      const document = clientMetadata(env);
      if (!document) return;
      const source = `${JSON.stringify(document, null, 2)}\n`;
      this.emitFile({ type: 'asset', fileName: CLIENT_METADATA_FILE, source });
    },
  };
}
