import { serverMetadataUrls } from '../../../../oauth/metadata-document.ts';
import { SPEC } from '../../../machine/spec-references.ts';
import { covers, problemOfIssuer, resourceOf } from '../address.ts';
import type { Attempt } from '../attempt.ts';
import {
  documentAt,
  type Evidence,
  listOf,
  type MetadataDocument,
  type MetadataLocation,
  textOf,
} from '../evidence.ts';
import { resourceMetadataUrls, tried, whyUndecided } from '../metadata-locations.ts';
import { whySkipped } from '../named-address.ts';
import {
  asksForBearer,
  NO_MCP,
  NO_TOKEN,
  needsNoToken,
  refusedCall,
  servedCall,
  speaksMcp,
} from '../server-kind.ts';
import { BEHIND_A_PROXY, corsHeaders, isDowngraded } from './cors-advice.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

export const discovery: readonly Rule[] = [
  {
    id: 'resource-metadata-found',
    group: 'discovery',
    demands: 'Its resource metadata can be found and read',
    clause: SPEC.mcpResourceMetadata,
    severity: 'must',
    check(evidence) {
      const { serverUrl, resourceLocations, pageOrigin } = evidence;
      if (!resourceLocations.length) return notTestable('No location was requested.');
      const attempts = resourceLocations.map(({ attempt }) => attempt);
      if (documentAt(resourceLocations)) return pass(attempts, tried(resourceLocations));
      const undecided = whyUndecided(resourceLocations);
      const reason = servedCall(evidence) && undecided ? undefined : whyMetadataIsOptional(evidence);
      if (reason !== undefined) return notTestable(`${reason}\n${tried(resourceLocations)}`, attempts);
      if (undecided !== undefined) return notTestable(undecided, attempts);
      const { origin, pathname } = new URL(serverUrl);
      const { originLocation, misplacedResource } = evidence;
      const older = originLocation?.document
        ? `\n${originLocation.url}: authorization server metadata, at the location of MCP 2025-03-26. Later versions do not use it, and neither does this report.`
        : '';
      return fail(
        [...attempts, originLocation?.attempt, misplacedResource?.attempt],
        tried(resourceLocations) + whereMisplaced(misplacedResource) + older,
        `${adviceFor(resourceLocations)}Serve this document at ${origin}/.well-known/oauth-protected-resource${pathname.replace(/\/$/, '')}, for every page:`,
        `${corsHeaders(pageOrigin).split('\n')[0]}\nContent-Type: application/json\n\n{ "resource": "${resourceOf(serverUrl)}", "authorization_servers": ["https://…"] }`,
      );
    },
  },
  {
    id: 'resource-covers',
    group: 'discovery',
    demands: 'Its resource metadata describes this server',
    clause: SPEC.resourceIdentical,
    severity: 'must',
    check(evidence) {
      const { location, document } = found(evidence.resourceLocations);
      if (!location || !document) return notTestable('No resource metadata was found.');
      if (needsNoToken(evidence)) return notTestable(NO_TOKEN, [location.attempt]);
      const resource = textOf(document, 'resource');
      if (resource !== undefined && covers(resource, evidence.serverUrl)) return pass([location.attempt]);
      return fail(
        [location.attempt],
        resource === undefined
          ? notText(document, 'resource', 'a URL')
          : `Its resource is ${resource}, and not ${evidence.serverUrl}.`,
        `Set resource to exactly the URL that clients call. With any other value, every client must stop. ${
          isDowngraded(resource, evidence.serverUrl)
            ? BEHIND_A_PROXY
            : 'If the resource is another address of the same server, check that address instead.'
        }`,
        `"resource": "${resourceOf(evidence.serverUrl)}"`,
      );
    },
  },
  {
    id: 'resource-identical',
    group: 'discovery',
    demands: 'Its resource identifier is identical to its address',
    clause: SPEC.resourceIdentical,
    severity: 'should',
    check(evidence) {
      const { location, document } = found(evidence.resourceLocations);
      const resource = textOf(document, 'resource');
      if (!location || resource === undefined) return notTestable('There is no resource to compare.');
      if ([evidence.serverUrl, resourceOf(evidence.serverUrl)].includes(resource))
        return pass([location.attempt]);
      if (!covers(resource, evidence.serverUrl))
        return notTestable('It describes another server.', [location.attempt]);
      return fail(
        [location.attempt],
        `${resource} covers ${evidence.serverUrl}. Many clients accept that, but RFC 9728 does not allow it.`,
        'Set resource to exactly the URL that clients call.',
        `"resource": "${resourceOf(evidence.serverUrl)}"`,
      );
    },
  },
  {
    id: 'names-an-authorization-server',
    group: 'discovery',
    demands: 'Its resource metadata names an authorization server',
    clause: SPEC.mcpServerLocation,
    severity: 'must',
    check(evidence) {
      const { location, document } = found(evidence.resourceLocations);
      if (!location) return notTestable('No resource metadata was found.');
      if (needsNoToken(evidence)) return notTestable(NO_TOKEN, [location.attempt]);
      const servers = listOf(document, 'authorization_servers');
      // `others-usable` judges the other servers.
      if (servers?.some((server) => problemOfIssuer(server) === undefined)) {
        const others = servers.length - 1;
        return pass(
          [location.attempt],
          others ? `${others} more ${others === 1 ? 'is' : 'are'} named.` : undefined,
        );
      }
      return fail(
        [location.attempt],
        servers?.[0]
          ? `It names ${servers[0]}, but ${problemOfIssuer(servers[0])}.`
          : servers
            ? 'Its authorization_servers lists no issuer as a string.'
            : `${notText(document, 'authorization_servers', 'a list')}${otherSpelling(document)}`,
        `${servers?.some((server) => isDowngraded(server, evidence.serverUrl)) ? `${BEHIND_A_PROXY} ` : ''}Name the issuer of your authorization server here, exactly as its own metadata spells it:`,
        '"authorization_servers": ["https://…"]',
      );
    },
  },
  {
    id: 'names-no-nearer-address',
    group: 'discovery',
    demands: 'Its metadata names no address that is nearer to you than the metadata itself',
    clause: SPEC.serverSideRequestForgery,
    severity: 'should',
    check({ skipped, challenge, resourceLocations, serverLocations }) {
      const attempts = [
        challenge,
        found(resourceLocations).location?.attempt,
        found(serverLocations).location?.attempt,
      ];
      const nearer = skipped.filter(({ why }) => why === 'nearer');
      if (!nearer.length)
        return attempts.slice(1).some(Boolean) ? pass(attempts) : notTestable('No metadata was found.');
      return fail(
        attempts,
        nearer.map(whySkipped).join('\n'),
        'Name only addresses that every client of this server can reach. Clients may refuse nearer addresses, because a request could reach a service on the person’s machine or network.',
      );
    },
  },
  {
    id: 'server-metadata-found',
    group: 'discovery',
    demands: 'The authorization server’s metadata can be found and read',
    clause: SPEC.mcpServerMetadata,
    severity: 'must',
    check({ skipped, serverLocations, misplacedServer, issuer: named, pageOrigin }) {
      const issuer = skipped.find(({ member }) => member === 'authorization_servers');
      if (issuer) return notTestable(whySkipped(issuer));
      if (!serverLocations.length) return notTestable('No authorization server was named.');
      const attempts = serverLocations.map(({ attempt }) => attempt);
      if (documentAt(serverLocations)) return pass(attempts, tried(serverLocations));
      const undecided = whyUndecided(serverLocations);
      if (undecided !== undefined) return notTestable(undecided, attempts);
      const meant = issuerOfDocument(named);
      if (meant !== undefined) {
        return fail(
          attempts,
          `authorization_servers names ${named}, which is the address of a document.\n${tried(serverLocations)}`,
          'Name the issuer instead, exactly as the member issuer of that document spells it, for example:',
          `"authorization_servers": ["${meant}"]`,
        );
      }
      const described = textOf(misplacedServer?.document, 'issuer');
      if (
        described !== undefined &&
        problemOfIssuer(described) === undefined &&
        serverMetadataUrls(described).includes(misplacedServer?.url ?? '')
      ) {
        return fail(
          [...attempts, misplacedServer?.attempt],
          `${tried(serverLocations)}\n${misplacedServer?.url}: the metadata of ${described}, and not of ${named}`,
          'If this is the right authorization server, name its issuer in the resource metadata:',
          `"authorization_servers": ["${described}"]`,
        );
      }
      return fail(
        [...attempts, misplacedServer?.attempt],
        tried(serverLocations) + whereMisplaced(misplacedServer),
        `${adviceFor(serverLocations)}Serve the metadata at ${serverLocations[0]?.url}, for every page:`,
        `${corsHeaders(pageOrigin).split('\n')[0]}\nContent-Type: application/json`,
      );
    },
  },
  {
    id: 'others-usable',
    group: 'discovery',
    demands: 'Each authorization server that was looked up can be used',
    clause: SPEC.mcpServerMetadata,
    severity: 'must',
    check({ unusableServers = [], serverLocations, issuer }) {
      const used = found(serverLocations).location?.attempt;
      if (!unusableServers.length) {
        return used
          ? pass([used], 'No other authorization server was looked up.')
          : notTestable('No other authorization server was looked up.');
      }
      const unusable = unusableServers.filter(({ locations }) => whyUndecided(locations) === undefined);
      const [undecided] = unusableServers.flatMap(({ locations }) => whyUndecided(locations) ?? []);
      if (undecided !== undefined && !unusable.length) return notTestable(undecided, [used]);
      return fail(
        [used, ...unusable.flatMap(({ locations }) => locations.map(({ attempt }) => attempt))],
        unusable
          .map((server) => `${server.issuer}: ${server.why}\n${tried(server.locations)}`.trimEnd())
          .join('\n'),
        `Remove each unusable server from authorization_servers, or correct its metadata. A client that does not choose uses the first server of the list. The rest of this report is about ${issuer}.`,
      );
    },
  },
  {
    id: 'missing-is-readable',
    group: 'discovery',
    demands: 'A page can read that a location has no metadata',
    clause: SPEC.cors,
    severity: 'should',
    forPages: true,
    check({ serverUrl, resourceLocations, serverLocations, pageOrigin }) {
      // `challenge-points` judges the address that the challenge names.
      const wellKnown = resourceMetadataUrls(serverUrl);
      const before = [
        ...locationsBeforeDocument(resourceLocations).filter(({ url }) => wellKnown.includes(url)),
        ...locationsBeforeDocument(serverLocations),
      ];
      if (!documentAt(resourceLocations) && !documentAt(serverLocations)) {
        return notTestable('No location has metadata that a page can read.');
      }
      if (!before.length) return pass([], 'Each document was at the first of its locations.');
      const undecided = whyUndecided(before);
      if (undecided !== undefined) {
        return notTestable(
          undecided,
          before.map(({ attempt }) => attempt),
        );
      }
      const unclear = before.filter(({ attempt }) => !isMissing(attempt));
      if (!unclear.length) return pass(before.map(({ attempt }) => attempt));
      return fail(
        unclear.map(({ attempt }) => attempt),
        `${tried(unclear)}\nA client cannot distinguish this from a failing server, and may stop there.`,
        'Answer with 404 if a location has no metadata, and let pages read that, too:',
        `HTTP/1.1 404 Not Found\n${corsHeaders(pageOrigin)}`,
      );
    },
  },
  {
    id: 'issuer-identical',
    group: 'discovery',
    demands: 'The issuer in the authorization server’s metadata is the one that was named',
    clause: SPEC.serverMetadata,
    severity: 'must',
    check({ issuer, serverLocations }) {
      const { location, document } = found(serverLocations);
      if (!location) return notTestable('No authorization server metadata was found.');
      const described = textOf(document, 'issuer');
      if (described === issuer) return pass([location.attempt]);
      const saw = `The resource metadata names ${issuer}; the issuer in the metadata is ${described ?? 'missing'}. Clients must not use such metadata.`;
      const placeholder = /\{[^{}]*\}/.exec(described ?? '')?.[0];
      if (placeholder !== undefined) {
        return fail(
          [location.attempt],
          saw,
          `This metadata is for many tenants, and ${placeholder} stands for one of them. Name the issuer of your own tenant in authorization_servers, with the ID of the tenant in place of ${placeholder}:`,
          `"authorization_servers": ["${described}"]`,
        );
      }
      if (isDowngraded(described, location.url)) {
        return fail([location.attempt], saw, BEHIND_A_PROXY, `"issuer": "${issuer}"`);
      }
      return fail(
        [location.attempt],
        saw,
        'Use the same string in both, including the path and the slash. If other clients know the issuer of the authorization server, correct authorization_servers of the MCP server:',
        problemOfIssuer(described) === undefined
          ? `"authorization_servers": ["${described}"]`
          : `"issuer": "${issuer}"`,
      );
    },
  },
];

/** Why resource metadata is not required: authorization is optional, and nothing shows that this server uses it. */
function whyMetadataIsOptional(evidence: Evidence): string | undefined {
  if (needsNoToken(evidence)) return NO_TOKEN;
  const refused = refusedCall(evidence);
  if (refused) {
    return asksForBearer(refused) ? undefined : 'It asks for something other than a Bearer token.';
  }
  if (evidence.challenge?.outcome !== 'answered')
    return 'This page could read no response that shows whether it wants a token.';
  if (evidence.listed?.status === 401) return 'It answered tools/list with 401, and without a challenge.';
  return speaksMcp(evidence) ? 'Nothing shows that it wants a token.' : NO_MCP;
}

function found(locations: readonly MetadataLocation[]) {
  const location = locations.find(({ document }) => document);
  return { location, document: location?.document };
}

function locationsBeforeDocument(locations: readonly MetadataLocation[]): readonly MetadataLocation[] {
  const first = locations.findIndex(({ document }) => document);
  return first < 0 ? [] : locations.slice(0, first);
}

/** Whether a page could read a response that says that a location has no document. */
function isMissing(attempt: Attempt | undefined): boolean {
  return attempt?.outcome === 'answered' && attempt.status >= 400 && attempt.status < 500;
}

/** Some servers publish the issuer in a member with another name. */
function otherSpelling(document: MetadataDocument | undefined): string {
  const name = Object.keys(document?.members ?? {}).find(
    (each) => /^authorization_?servers?$/i.test(each) && each !== 'authorization_servers',
  );
  return name === undefined ? '' : ` It has ${name}, which clients do not read.`;
}

/** Says that a member is missing or has another type. */
export function notText(document: MetadataDocument | undefined, name: string, type: string): string {
  const value = document?.members[name];
  return value === undefined
    ? `It has no ${name}.`
    : `Its ${name} is ${JSON.stringify(value)}, and not ${type}.`;
}

/** What to do first if a server refuses or redirects a request for metadata. */
function adviceFor(locations: readonly MetadataLocation[]): string {
  const attempts = locations.map(({ attempt }) => attempt);
  if (attempts.some((attempt) => attempt?.status === 401)) {
    return 'The server, or a proxy in front of it, refused a request for metadata: let these requests pass without a token. ';
  }
  return attempts.some((attempt) => attempt?.outcome === 'redirected')
    ? 'Answer a request for metadata without a redirect: not every client follows one. '
    : '';
}

const whereMisplaced = (location: MetadataLocation | undefined): string =>
  location ? `\n${location.url}: found, but clients do not look for it there` : '';

/** The issuer in the address of a metadata document: the address without its well-known part. */
function issuerOfDocument(issuer: string | undefined): string | undefined {
  const part = /\/\.well-known\/(oauth-authorization-server|openid-configuration)/;
  return issuer !== undefined && part.test(issuer) ? issuer.replace(part, '') : undefined;
}

export const serverDocument = ({ serverLocations }: Evidence) => found(serverLocations);
export const resourceDocument = ({ resourceLocations }: Evidence) => found(resourceLocations);
