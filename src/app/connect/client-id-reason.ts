import type { AuthorizationServerMetadata } from '../../oauth/index.ts';

/** Says why this app has no client ID at a server that offers no registration. */
export function withoutClientId({
  clientIdMetadataDocumentSupported,
  issParameterSupported,
}: AuthorizationServerMetadata): string {
  if (!clientIdMetadataDocumentSupported)
    return 'This authorization server offers neither a registration nor the use of a metadata document.';
  return issParameterSupported
    ? 'This authorization server offers no registration. It accepts a metadata document, but this app has no metadata document at a public https address.'
    : 'This authorization server offers no registration. It accepts a metadata document, but does not promise to name its issuer in its responses, and the document has one redirect URI for all servers.';
}
