import { describeOAuthError } from '../../../oauth/error-descriptions.ts';
import { OAuthError } from '../../../oauth/index.ts';
import { readAuthorizationServerMetadata } from '../../../oauth/metadata.ts';
import { serverMetadataUrls } from '../../../oauth/metadata-document.ts';
import { problemOfAddress } from './address.ts';
import { documentAt, type Evidence, type LookedUpServer, listOf, type MetadataLocation } from './evidence.ts';
import { lookAt, SERVER_MEMBERS } from './metadata-locations.ts';
import type { NamedAddress } from './named-address.ts';
import type { ReportLine } from './report-line.ts';

const MOST_SERVERS = 5;

type ServersFound = Pick<Evidence, 'issuer' | 'serverLocations' | 'uselessServers'>;

/**
 * Looks up the authorization servers that a resource names, in that order, up to the first that a client can use. A
 * client may choose among them (RFC 9728 §7.6), so that one that is of no use keeps nobody from signing in.
 *
 * @param admit as in `examine.ts`: where the person does not confirm an address, none after it is looked up.
 */
export async function lookUpServers(
  line: ReportLine,
  { document, url: namedAt }: MetadataLocation,
  admit: (named: NamedAddress[]) => Promise<NamedAddress[]>,
  found: (servers: Partial<ServersFound>) => void,
): Promise<Partial<ServersFound>> {
  const named = (listOf(document, 'authorization_servers') ?? []).slice(0, MOST_SERVERS);
  const useless: LookedUpServer[] = [];
  for (const issuer of named) {
    if (problemOfAddress(issuer)) break;
    if (!useless.length) found({ issuer });
    const address = {
      url: issuer,
      member: 'authorization_servers',
      namedBy: 'the resource metadata',
      namedAt,
    };
    if (!(await admit([address])).length) break;
    const urls = [...new Set(serverMetadataUrls(issuer))];
    const locations = await lookAt(line, 'authorization server', urls, SERVER_MEMBERS);
    const why = whyUseless(issuer, locations);
    if (why === undefined) return { issuer, serverLocations: locations, uselessServers: useless };
    useless.push({ issuer, locations, why });
  }
  const [first, ...others] = useless;
  return first
    ? { issuer: first.issuer, serverLocations: first.locations, uselessServers: others }
    : { uselessServers: [] };
}

function whyUseless(issuer: string, locations: readonly MetadataLocation[]): string | undefined {
  const document = documentAt(locations);
  if (!document) return 'No metadata of it can be found and read.';
  try {
    readAuthorizationServerMetadata({ ...document.members }, issuer);
    return undefined;
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const { found, expected } = error;
    const values = found === undefined ? '' : `: ${found}${expected ? ` in place of ${expected}` : ''}`;
    return `${describeOAuthError(error).title}${values}.`;
  }
}
