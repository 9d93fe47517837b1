import type { Plugin } from 'vite';

type Environment = Record<string, string | undefined>;

/** The name of the document, at the root of the deployed app. */
export const CLIENT_METADATA_FILE = 'client-metadata.json';

/**
 * The client ID metadata document of the app at the address it will be served at: an authorization server
 * that supports such documents fetches it, and knows the app by its URL (draft-ietf-oauth-client-id-metadata-document).
 *
 * @returns `undefined` without `VITE_APP_URL`: nobody else can fetch what has no address yet.
 * @throws TypeError when `VITE_APP_URL` is not the root of an https origin.
 */
export function clientMetadata(env: Environment): Record<string, unknown> | undefined {
  const { VITE_APP_URL: appUrl, VITE_CLIENT_NAME: clientName = 'PKCE Lab' } = env;
  if (!appUrl) return undefined;
  if (!URL.canParse(appUrl) || !/^https:\/\/[^/]+\/?$/.test(appUrl)) {
    throw new TypeError(`VITE_APP_URL must be the root of an https origin; "${appUrl}" is not.`);
  }
  const { origin } = new URL(appUrl);
  return {
    client_id: `${origin}/${CLIENT_METADATA_FILE}`,
    client_name: clientName,
    client_uri: `${origin}/`,
    redirect_uris: [`${origin}/callback`],
    post_logout_redirect_uris: [`${origin}/`],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    application_type: 'web',
    token_endpoint_auth_method: 'none',
  };
}

/** Writes {@link clientMetadata} into a build, so that any static host serves it. */
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
