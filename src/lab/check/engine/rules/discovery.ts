import { SPEC } from '../../../machine/spec-references.ts';
import { covers, problemOfAddress } from '../address.ts';
import type { Attempt } from '../attempt.ts';
import { documentAt, type Evidence, listOf, type MetadataLocation, textOf } from '../evidence.ts';
import { whyUnasked } from '../named-address.ts';
import { asksForBearer, NO_MCP, NO_TOKEN, needsNoToken, refusedCall, speaksMcp } from '../server-kind.ts';
import { corsHeaders } from './cors-advice.ts';
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
      if (!resourceLocations.length) return notTestable('No location was asked.');
      const attempts = resourceLocations.map(({ attempt }) => attempt);
      if (documentAt(resourceLocations)) return pass(attempts, tried(resourceLocations));
      const reason = whyOptional(evidence);
      if (reason !== undefined) return notTestable(`${reason}\n${tried(resourceLocations)}`, attempts);
      const { origin, pathname } = new URL(serverUrl);
      const { originLocation } = evidence;
      const older = originLocation?.document
        ? `\n${originLocation.url}: authorization server metadata, where MCP 2025-03-26 had it. Clients of later versions do not look there, and neither does this report.`
        : '';
      return fail(
        [...attempts, originLocation?.attempt],
        tried(resourceLocations) + older,
        `Serve this document at ${origin}/.well-known/oauth-protected-resource${pathname.replace(/\/$/, '')}, for every page:`,
        `${corsHeaders(pageOrigin).split('\n')[0]}\nContent-Type: application/json\n\n{ "resource": "${serverUrl}", "authorization_servers": ["https://…"] }`,
      );
    },
  },
  {
    id: 'resource-covers',
    group: 'discovery',
    demands: 'Its resource metadata is about this very server',
    clause: SPEC.resourceIdentical,
    severity: 'must',
    check(evidence) {
      const { location, document } = found(evidence.resourceLocations);
      if (!location || !document) return notTestable('There is no resource metadata.');
      if (needsNoToken(evidence)) return notTestable(NO_TOKEN, [location.attempt]);
      const resource = textOf(document, 'resource');
      if (resource !== undefined && covers(resource, evidence.serverUrl)) return pass([location.attempt]);
      return fail(
        [location.attempt],
        resource === undefined ? 'It has no resource.' : `Its resource is ${resource}.`,
        'Make resource exactly the URL that clients call. With another one, every client must stop.',
        `"resource": "${evidence.serverUrl}"`,
      );
    },
  },
  {
    id: 'resource-identical',
    group: 'discovery',
    demands: 'Its resource is spelled exactly as its address',
    clause: SPEC.resourceIdentical,
    severity: 'should',
    check(evidence) {
      const { location, document } = found(evidence.resourceLocations);
      const resource = textOf(document, 'resource');
      if (!location || resource === undefined) return notTestable('There is no resource to compare.');
      if (resource === evidence.serverUrl) return pass([location.attempt]);
      if (!covers(resource, evidence.serverUrl)) return notTestable('It is about another server altogether.');
      return fail(
        [location.attempt],
        `${resource} covers ${evidence.serverUrl}, which many clients let pass; RFC 9728 does not.`,
        'Make resource exactly the URL that clients call.',
        `"resource": "${evidence.serverUrl}"`,
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
      if (!location) return notTestable('There is no resource metadata.');
      if (needsNoToken(evidence)) return notTestable(NO_TOKEN, [location.attempt]);
      const servers = listOf(document, 'authorization_servers');
      const problem = problemOfAddress(servers?.[0]);
      if (problem === undefined) {
        const others = (servers?.length ?? 1) - 1;
        return pass(
          [location.attempt],
          others ? `${others} more ${others === 1 ? 'is' : 'are'} named.` : undefined,
        );
      }
      return fail(
        [location.attempt],
        servers?.length ? `It names ${servers[0]}, but ${problem}.` : 'It names none.',
        'Put the issuer of your authorization server, exactly as it spells itself, into:',
        '"authorization_servers": ["https://…"]',
      );
    },
  },
  {
    id: 'names-no-nearer-address',
    group: 'discovery',
    demands: 'Its metadata names no address that is nearer to you than itself',
    clause: SPEC.serverSideRequestForgery,
    severity: 'should',
    check({ unasked, challenge, resourceLocations, serverLocations }) {
      const attempts = [
        challenge,
        found(resourceLocations).location?.attempt,
        found(serverLocations).location?.attempt,
      ];
      const nearer = unasked.filter(({ why }) => why === 'nearer');
      if (!nearer.length) return pass(attempts);
      return fail(
        attempts,
        nearer.map(whyUnasked).join('\n'),
        'Name addresses that everyone reaches who reaches this server. Clients refuse the others, since a request to them could reach a service on the person’s machine or network.',
      );
    },
  },
  {
    id: 'server-metadata-found',
    group: 'discovery',
    demands: 'The authorization server’s metadata can be found and read',
    clause: SPEC.mcpServerMetadata,
    severity: 'must',
    check({ unasked, serverLocations, pageOrigin }) {
      const issuer = unasked.find(({ member }) => member === 'authorization_servers');
      if (issuer) return notTestable(whyUnasked(issuer));
      if (!serverLocations.length) return notTestable('No authorization server was named.');
      const attempts = serverLocations.map(({ attempt }) => attempt);
      if (documentAt(serverLocations)) return pass(attempts, tried(serverLocations));
      return fail(
        attempts,
        tried(serverLocations),
        `Serve the metadata at ${serverLocations[0]?.url}, for every page:`,
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
    check({ uselessServers = [], serverLocations, issuer }) {
      const used = found(serverLocations).location?.attempt;
      if (!uselessServers.length) {
        return serverLocations.length
          ? pass([used], 'No other was looked up.')
          : notTestable('No authorization server was looked up.');
      }
      return fail(
        [used, ...uselessServers.flatMap(({ locations }) => locations.map(({ attempt }) => attempt))],
        uselessServers
          .map((server) => `${server.issuer}: ${server.why}\n${tried(server.locations)}`)
          .join('\n'),
        `Take it out of authorization_servers, or mend its metadata. Clients that do not choose take the first one that is named. The rest of this report is about ${issuer}.`,
      );
    },
  },
  {
    id: 'missing-is-readable',
    group: 'discovery',
    demands: 'A location that holds nothing says so to a page',
    clause: SPEC.cors,
    severity: 'should',
    check({ resourceLocations, serverLocations, pageOrigin }) {
      const before = [...beforeTheDocument(resourceLocations), ...beforeTheDocument(serverLocations)];
      if (!before.length) return pass([], 'The first location held the document, each time.');
      const unclear = before.filter(({ attempt }) => !isMissing(attempt));
      if (!unclear.length) return pass(before.map(({ attempt }) => attempt));
      return fail(
        unclear.map(({ attempt }) => attempt),
        `${tried(unclear)}\nA client cannot tell this from a server that fails, and may stop there.`,
        'Answer with 404 where there is nothing, and let pages read that, too:',
        `HTTP/1.1 404 Not Found\n${corsHeaders(pageOrigin)}`,
      );
    },
  },
  {
    id: 'issuer-identical',
    group: 'discovery',
    demands: 'The authorization server describes itself as the one that was named',
    clause: SPEC.serverMetadata,
    severity: 'must',
    check({ issuer, serverLocations }) {
      const { location, document } = found(serverLocations);
      if (!location) return notTestable('There is no authorization server metadata.');
      const described = textOf(document, 'issuer');
      if (described === issuer) return pass([location.attempt]);
      return fail(
        [location.attempt],
        `It was named ${issuer}, and calls itself ${described ?? 'nothing'}. Clients must not use such metadata.`,
        'Make both the same string, path and slash included:',
        `"issuer": "${issuer}"`,
      );
    },
  },
];

/** Why there need be no resource metadata: authorization is optional, and nothing shows that there is one. */
function whyOptional(evidence: Evidence): string | undefined {
  if (needsNoToken(evidence)) return NO_TOKEN;
  const refused = refusedCall(evidence);
  if (refused) {
    return asksForBearer(refused) ? undefined : 'It asks for something else than a Bearer token.';
  }
  if (evidence.challenge?.outcome !== 'answered') return 'Whether it wants a token could not be read.';
  return speaksMcp(evidence) ? 'Nothing shows that it wants a token.' : NO_MCP;
}

function found(locations: readonly MetadataLocation[]) {
  const location = locations.find(({ document }) => document);
  return { location, document: location?.document };
}

function beforeTheDocument(locations: readonly MetadataLocation[]): readonly MetadataLocation[] {
  const first = locations.findIndex(({ document }) => document);
  return first < 0 ? [] : locations.slice(0, first);
}

/** Whether a location said, so that a page could read it, that there is nothing. */
function isMissing(attempt: Attempt | undefined): boolean {
  return attempt?.outcome === 'answered' && attempt.status >= 400 && attempt.status < 500;
}

/** Every location that was tried, with what was there. */
function tried(locations: readonly MetadataLocation[]): string {
  return locations.map(({ url, wrong }) => `${url}: ${wrong ?? 'found'}`).join('\n');
}

export const serverDocument = ({ serverLocations }: Evidence) => found(serverLocations);
export const resourceDocument = ({ resourceLocations }: Evidence) => found(resourceLocations);
