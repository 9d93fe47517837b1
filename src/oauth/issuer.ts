import type { AuthorizationServerMetadata } from './metadata.ts';

/** What stands for a tenant of the provider in `Vouched.issuer`, as in the metadata of Entra ID. */
const TENANT = '{tenantid}';

/**
 * Whether `iss` names the issuer that was asked (RFC 9207 §2.4, OpenID Connect Core §3.1.3.7): compared as strings,
 * with no normalisation.
 *
 * @param tenantId the `tid` claim beside it, which has to agree; left out where there are no claims.
 */
export function isIssuer(
  { issuer, issuerTemplate = issuer }: Pick<AuthorizationServerMetadata, 'issuer' | 'issuerTemplate'>,
  iss: unknown,
  ...tenantId: [] | [unknown]
): boolean {
  const [before = '', after] = issuerTemplate.split(TENANT);
  if (after === undefined || typeof iss !== 'string') return iss === issuerTemplate;
  const tenant = iss.slice(before.length, iss.length - after.length);
  return (
    iss === before + tenant + after &&
    /^[\w.-]+$/.test(tenant) &&
    (tenantId.length === 0 || tenantId[0] === tenant)
  );
}
