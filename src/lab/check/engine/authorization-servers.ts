import { describeOAuthError } from '../../../oauth/error-descriptions.ts';
import { OAuthError } from '../../../oauth/index.ts';
import { readAuthorizationServerMetadata } from '../../../oauth/metadata.ts';
import { serverMetadataUrls } from '../../../oauth/metadata-document.ts';
import { problemOfAddress, problemOfIssuer } from './address.ts';
import { documentAt, type Evidence, listOf, type MetadataLocation, type UnusableServer } from './evidence.ts';
import { requestMetadata, SERVER_MEMBERS, whyUndecided } from './metadata-locations.ts';
import type { NamedAddress } from './named-address.ts';
import type { ReportClient } from './report-client.ts';

const MOST_SERVERS = 5;

interface Lookup {
  admit(named: NamedAddress[]): Promise<NamedAddress[]>;
  found(servers: Partial<ServersFound>): void;
  preferred: string | undefined;
}

type ServersFound = Pick<Evidence, 'issuer' | 'serverLocations' | 'unusableServers'>;

/**
 * Looks up the authorization servers that a resource names, in their order, until it finds one that a client can use. A
 * client may choose one of these servers (RFC 9728 §7.6), so an unusable server does not prevent a sign-in.
 *
 * @param admit as in `examine.ts`: the lookup ends at the first address that the person does not confirm.
 * @param preferred an issuer to look up before the others.
 */
export async function lookUpServers(
  client: ReportClient,
  { document, url: namedAt }: MetadataLocation,
  { admit, found, preferred }: Lookup,
): Promise<Partial<ServersFound>> {
  const listed = listOf(document, 'authorization_servers') ?? [];
  const named = [
    ...listed.filter((issuer) => issuer === preferred),
    ...listed.filter((issuer) => issuer !== preferred),
  ].slice(0, MOST_SERVERS);
  const useless: UnusableServer[] = [];
  for (const issuer of named) {
    const problem = problemOfAddress(issuer);
    if (problem) {
      useless.push({ issuer, locations: [], why: `Nothing is sent there, because ${problem}.` });
      continue;
    }
    if (!useless.some(isLookedUp)) found({ issuer });
    const address = {
      url: issuer,
      member: 'authorization_servers',
      namedBy: 'the resource metadata',
      namedAt,
    };
    if (!(await admit([address])).length) break;
    const urls = [...new Set(serverMetadataUrls(issuer))];
    const locations = await requestMetadata(client, 'authorization server', urls, SERVER_MEMBERS);
    const why = whyUnusable(issuer, locations);
    if (why === undefined) return { issuer, serverLocations: locations, unusableServers: useless };
    useless.push({ issuer, locations, why });
  }
  // A client may still be able to use a server that was not available at this moment.
  const reported =
    useless.find(({ locations }) => whyUndecided(locations) !== undefined) ?? useless.find(isLookedUp);
  return reported
    ? {
        issuer: reported.issuer,
        serverLocations: reported.locations,
        unusableServers: useless.filter((each) => each !== reported),
      }
    : { unusableServers: [] };
}

const isLookedUp = ({ locations }: UnusableServer): boolean => locations.length > 0;

function whyUnusable(issuer: string, locations: readonly MetadataLocation[]): string | undefined {
  const document = documentAt(locations);
  if (!document) return 'Its metadata cannot be found and read.';
  const problem = problemOfIssuer(issuer);
  if (problem !== undefined) return `A client may refuse it, because ${problem}.`;
  try {
    readAuthorizationServerMetadata({ ...document.members }, issuer);
    return undefined;
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const { found, expected } = error;
    const values = found === undefined ? '' : `: ${found}${expected ? ` instead of ${expected}` : ''}`;
    return `${describeOAuthError(error).title}${values}.`;
  }
}
