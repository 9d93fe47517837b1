import { wellKnownUrls } from '../../../oauth/metadata-document.ts';
import type { Actor } from '../../machine/wire/exchange.ts';
import type { MetadataDocument, MetadataLocation } from './evidence.ts';
import type { Reply, ReportLine } from './report-line.ts';

/** Where RFC 9728 §3.1 puts the metadata of a resource: behind its path, then (MCP) at the root. */
export function resourceMetadataUrls(serverUrl: string): string[] {
  const identifiers = [serverUrl, new URL(serverUrl).origin];
  return unique(identifiers.flatMap((identifier) => wellKnownUrls(identifier, ['oauth-protected-resource'])));
}

/** Where MCP 2025-03-26 put the metadata of the authorization server of an MCP server. */
export function originMetadataUrl(serverUrl: string): string {
  return `${new URL(serverUrl).origin}/.well-known/oauth-authorization-server`;
}

/** Members by which a JSON object is known as the metadata that it should be: one of them is enough. */
export const RESOURCE_MEMBERS = ['resource', 'authorization_servers'];
export const SERVER_MEMBERS = ['issuer', 'authorization_endpoint', 'token_endpoint'];

/**
 * Asks one location after the other until one holds a document, as a client does, and notes what each had. The
 * readers of `src/oauth` stop at the first broken rule; this keeps the whole document, for every rule to judge.
 *
 * @param members those of which a document has at least one.
 */
export async function lookAt(
  line: ReportLine,
  to: Actor,
  urls: readonly string[],
  members: readonly string[],
): Promise<MetadataLocation[]> {
  const locations: MetadataLocation[] = [];
  for (const url of urls) {
    const reply = await line.send(to, url, { headers: { Accept: 'application/json' } });
    const { attempt, json } = reply;
    const wrong = problemOf(reply, members);
    if (wrong === undefined && json) return [...locations, { url, attempt, document: cutDown(json) }];
    locations.push({ url, attempt, wrong: wrong ?? 'nothing' });
  }
  return locations;
}

function problemOf({ attempt, json }: Reply, members: readonly string[]): string | undefined {
  switch (attempt.outcome) {
    case 'unreadable':
      return 'no answer that this page may read';
    case 'blocked':
      return 'this page’s own policy (connect-src) did not let the request out';
    case 'opaque':
      return 'an answer without content';
    case 'redirected':
      return 'a redirect, which a client must not follow';
    case 'timed out':
      return 'no answer within ten seconds';
    case 'too large':
      return 'more than 512 KiB, of which no more was read';
    case 'stopped':
      return 'not asked: the report was stopped';
    case 'answered':
      break;
    default:
      return attempt.outcome satisfies never;
  }
  if (attempt.status !== 200) return `status ${attempt.status}`;
  if (json && members.some((name) => Object.hasOwn(json, name))) return undefined;
  if (json) return `a JSON object that is no metadata: it has neither ${members.join(' nor ')}`;
  const type = attempt.headers['content-type']?.split(';')[0];
  return `${type ?? 'something'} that is no JSON object`;
}

const MOST_MEMBERS = 100;
const MOST_ENTRIES = 50;
const LONGEST_TEXT = 2000;

function cutDown(json: Record<string, unknown>): MetadataDocument {
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
