import { serverMetadataUrls, wellKnownUrl } from '../../../oauth/metadata-document.ts';
import type { Actor } from '../../machine/wire/exchange.ts';
import { type Attempt, isForPersons, mayBeLost, POSSIBLY_LOST } from './attempt.ts';
import { withErrorText } from './error-text.ts';
import type { MetadataDocument, MetadataLocation } from './evidence.ts';
import type { Reply, ReportClient } from './report-client.ts';
import { namesFailure } from './rules/error-codes.ts';
import { sendAgainIfLost } from './send-again.ts';

/**
 * The locations of resource metadata: first the location that RFC 9728 §3.1 builds from the path, then (MCP) the root.
 */
export function resourceMetadataUrls(serverUrl: string): string[] {
  const identifiers = [serverUrl, new URL(serverUrl).origin];
  return unique(identifiers.map((identifier) => wellKnownUrl(identifier, 'oauth-protected-resource')));
}

/** The location that MCP 2025-03-26 defined for the metadata of an MCP server's authorization server. */
export function originMetadataUrl(serverUrl: string): string {
  return `${new URL(serverUrl).origin}/.well-known/oauth-authorization-server`;
}

const MOST_WRONG = 8;

/**
 * Where servers put resource metadata by mistake: below their own path, below the prefix that a proxy or a framework
 * puts before it, or at the well-known location with the path twice.
 */
export function wrongResourceUrls(serverUrl: string): string[] {
  const { origin, pathname } = new URL(serverUrl);
  const segments = pathname.split('/').filter(Boolean);
  const path = segments.map((segment) => `/${segment}`).join('');
  const below = segments.flatMap((_, at) => {
    const prefix = segments.slice(0, at + 1).join('/');
    const rest = segments.slice(at + 1).map((segment) => `/${segment}`);
    const location = `${origin}/${prefix}/.well-known/oauth-protected-resource`;
    return [`${location}${rest.join('')}`, location];
  });
  const twice = `${origin}/.well-known/oauth-protected-resource${path}${path}`;
  return unique([...below.reverse(), twice])
    .filter((url) => !resourceMetadataUrls(serverUrl).includes(url))
    .slice(0, MOST_WRONG);
}

/** Where servers put the metadata of an issuer by mistake. */
export function wrongServerUrls(issuer: string): string[] {
  const { origin } = new URL(issuer);
  const urls = [
    `${issuer.replace(/\/$/, '')}/.well-known/oauth-authorization-server`,
    `${origin}/.well-known/oauth-authorization-server`,
    `${origin}/.well-known/openid-configuration`,
  ];
  return unique(urls).filter((url) => !serverMetadataUrls(issuer).includes(url));
}

/** A JSON object counts as resource metadata if it has one of these members. */
export const RESOURCE_MEMBERS = ['resource', 'authorization_servers'];
/** A JSON object counts as authorization server metadata if it has one of these members. */
export const SERVER_MEMBERS = ['issuer', 'authorization_endpoint', 'token_endpoint'];

/**
 * Requests one location after the other until one holds a document, as a client does, and records the response of each
 * location. The parsers of `src/oauth` stop at the first broken rule; this function keeps the document, so that every
 * rule can judge it.
 *
 * @param members a document has at least one of them.
 */
export async function requestMetadata(
  client: ReportClient,
  to: Actor,
  urls: readonly string[],
  members: readonly string[],
): Promise<MetadataLocation[]> {
  const locations: MetadataLocation[] = [];
  for (const url of urls) {
    const request = { headers: { Accept: 'application/json' } };
    const { reply, withoutCors } = await sendAgainIfLost(client, to, url, request, isExpected);
    const { attempt, json } = reply;
    const wrong = problemOf(reply, members);
    if (wrong === undefined && json) return [...locations, { url, attempt, document: bounded(json) }];
    const refused = withErrorText(reply);
    locations.push({ url, attempt: refused, wrong: wrong ?? 'nothing', ...(withoutCors && { withoutCors }) });
  }
  return locations;
}

/** Whether a response is a document, or says that nothing is at an address. */
const isExpected = ({ status, content }: Attempt): boolean =>
  status < 300 ? content === 'JSON, not JSON-RPC' : status === 404 || status === 410;

/** Why the report cannot say that the document is missing: it did not see the response of one of the locations. */
export function whyUndecided(locations: readonly MetadataLocation[]): string | undefined {
  if (locations.some(({ attempt }) => attempt?.outcome === 'stopped')) {
    return `The report was stopped before every location was requested.\n${tried(locations)}`;
  }
  // Temporary responses (RFC 6585 §4, RFC 8470 §5.2, RFC 9110 §10.2.3, §15.5.9, §15.6.4).
  const isUnavailable = ({ attempt }: MetadataLocation) =>
    [408, 425, 429, 503].includes(attempt?.status ?? 0) ||
    attempt?.headers['retry-after'] !== undefined ||
    attempt?.outcome === 'timed out' ||
    namesFailure(attempt?.errorText ?? '');
  if (locations.some(isUnavailable)) {
    return `A location was not available at that moment, so it may have metadata. Check again later.\n${tried(locations)}`;
  }
  // Temporary failures: 501 and 505 are not among them, because they are about the request (RFC 9110 §15.6.2, §15.6.6).
  if (locations.some(({ attempt }) => [500, 502, 504].includes(attempt?.status ?? 0))) {
    return `The server, or a proxy in front of it, failed, so a location may have metadata. Look for the cause in its log, then check again.\n${tried(locations)}`;
  }
  const isRefused = ({ attempt }: MetadataLocation) =>
    attempt?.status === 403 ||
    (attempt?.content === 'web page' && (attempt.status === 401 || isForPersons(attempt)));
  const refused = locations.find(isRefused)?.attempt;
  if (refused) {
    return `A location answered ${refused.status}, possibly from a proxy in front of the server, so it may have metadata. Let requests for metadata pass without a token.\n${tried(locations)}`;
  }
  if (locations.some(({ attempt }) => attempt?.outcome === 'blocked')) {
    return `The policy of this page blocked a request, so the location may have metadata.\n${tried(locations)}`;
  }
  return locations.some(({ attempt, withoutCors }) => attempt && mayBeLost(attempt, withoutCors))
    ? `A request got no response. ${POSSIBLY_LOST}\n${tried(locations)}`
    : undefined;
}

export function tried(locations: readonly MetadataLocation[]): string {
  return locations.map(({ url, wrong }) => `${url}: ${wrong ?? 'found'}`).join('\n');
}

/** A page does not see where a redirect leads. */
export const REDIRECT = 'a redirect, which this report does not follow';

function problemOf({ attempt, json, text }: Reply, members: readonly string[]): string | undefined {
  switch (attempt.outcome) {
    case 'unreadable':
    case 'opaque':
      return attempt.reason ?? 'no response that this page may read';
    case 'blocked':
      return 'this page’s own policy (connect-src) blocked the request';
    case 'redirected':
      return attempt.redirectsTo === undefined
        ? REDIRECT
        : `a redirect to ${attempt.redirectsTo}, which this report does not follow`;
    case 'timed out':
      return 'no response to this or an earlier request within ten seconds';
    case 'too large':
      return 'more than 512 KiB; the rest was not read';
    case 'stopped':
      return 'no result: the report was stopped, or you dropped the request';
    case 'answered':
      break;
    default:
      return attempt.outcome satisfies never;
  }
  const { status } = attempt;
  if (status === 401) return 'status 401, although no client has a token yet';
  if (status < 200 || status > 299) return `status ${status}`;
  if (json && members.some((name) => Object.hasOwn(json, name))) return undefined;
  if (json && members === RESOURCE_MEMBERS && SERVER_MEMBERS.some((name) => Object.hasOwn(json, name)))
    return 'metadata of an authorization server, and not of the MCP server';
  if (json) return `a JSON object that is not metadata: it has neither ${members.join(' nor ')}`;
  const type = attempt.headers['content-type']?.split(';')[0] ?? 'a body';
  if (text.includes('\0')) return `${type} that is not in UTF-8, as JSON has to be (RFC 8259 §8.1)`;
  return `${type} that is not ${/json/i.test(type) && !isJson(text) ? 'valid JSON' : 'a JSON object'}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const MOST_MEMBERS = 100;
const MOST_ENTRIES = 50;
const LONGEST_TEXT = 2000;

function bounded(json: Record<string, unknown>): MetadataDocument {
  const members: Record<string, string | number | boolean | readonly string[]> = Object.create(null);
  const cutLists: Record<string, number> = Object.create(null);
  for (const [name, value] of Object.entries(json).slice(0, MOST_MEMBERS)) {
    if (typeof value === 'string') members[name] = value.slice(0, LONGEST_TEXT);
    else if (typeof value === 'boolean' || typeof value === 'number') members[name] = value;
    else if (Array.isArray(value)) {
      members[name] = value
        .slice(0, MOST_ENTRIES)
        .flatMap((entry: unknown) => (typeof entry === 'string' ? [entry.slice(0, LONGEST_TEXT)] : []));
      if (value.length > MOST_ENTRIES) cutLists[name] = value.length;
    }
  }
  return { members: { ...members }, cutLists: { ...cutLists } };
}

const unique = (urls: string[]): string[] => [...new Set(urls)];
