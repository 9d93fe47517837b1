import { isText } from './json.ts';
import type { AuthorizationServerMetadata } from './metadata.ts';

/** The placeholder for a tenant in `Vouched.issuer`, as in the metadata of Entra ID. */
const TENANT = '{tenantid}';

/**
 * Whether `iss` is the expected issuer (RFC 9207 §2.4, OpenID Connect Core §3.1.3.7), compared as a string without
 * normalisation.
 *
 * @param tenantId the `tid` claim, which has to match; `undefined` for a value that does not come from an ID token.
 */
export function isIssuer(
  { issuer, issuerTemplate = issuer }: Pick<AuthorizationServerMetadata, 'issuer' | 'issuerTemplate'>,
  iss: unknown,
  tenantId?: unknown,
): boolean {
  // `split` returns at least one part.
  const [before, after] = issuerTemplate.split(TENANT) as [string, string?];
  if (after === undefined || !isText(iss)) return iss === issuerTemplate;
  const tenant = iss.slice(before.length, iss.length - after.length);
  return (
    iss === before + tenant + after &&
    /^[\w.-]+$/.test(tenant) &&
    (tenantId === undefined || tenantId === tenant)
  );
}
