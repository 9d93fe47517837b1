import { parseBearerChallenge } from '../../oauth/index.ts';
import { isLocalNetwork, problemOfAddress, readServerAddress } from './address.ts';
import {
  type Attempt,
  documentAt,
  type Evidence,
  listOf,
  type MetadataDocument,
  sharesOrigin,
  textOf,
} from './evidence.ts';
import { CLIENT_HEADERS, listTools } from './mcp-request.ts';
import { lookAt, resourceMetadataUrls, serverMetadataUrls } from './metadata-locations.ts';
import type { ReportLine } from './report-line.ts';

export interface Examination {
  /** As the person typed it. */
  serverUrl: string;
  /** How the authorization server knows this app; empty when the person gave none. */
  clientId: string;
  pageOrigin: string;
  /** What the browser says of calls into a local network, where it has such a permission. */
  localNetworkAccess?(): Promise<PermissionState>;
}

/**
 * Walks from an MCP server to its authorization server and looks at each on the way, as a page in a browser
 * can: no credential, no cookie, nothing registered, nothing changed. Asks the server that was named and those
 * that its metadata names.
 *
 * @param onProgress told after each part, so that a stopped report still shows what it found.
 * @throws TypeError for an address that is none.
 */
export async function examine(
  line: ReportLine,
  { serverUrl: typed, clientId, pageOrigin, localNetworkAccess }: Examination,
  onProgress: (evidence: Evidence) => void = () => {},
): Promise<Evidence> {
  const { href: serverUrl, hostname } = readServerAddress(typed);
  line.allow(serverUrl, 'you');
  let evidence: Evidence = {
    serverUrl,
    pageOrigin,
    clientId,
    asked: [],
    localNetworkAccess:
      isLocalNetwork(hostname) && localNetworkAccess
        ? await localNetworkAccess().catch(() => 'unknown' as const)
        : 'unknown',
    refusedHeaders: [],
    resourceLocations: [],
    serverLocations: [],
    probes: {},
  };
  function found(more: Partial<Evidence>): void {
    evidence = { ...evidence, ...more, asked: line.asked() };
    onProgress(evidence);
  }

  const challenge = (await line.send('MCP server', serverUrl, listTools())).attempt;
  found({ challenge });
  if (challenge.outcome === 'unreadable') {
    const blind = await line.send('MCP server', serverUrl, { mode: 'no-cors' });
    found({ blind: blind.attempt });
  }
  if (challenge.outcome === 'answered') found(await tryPreflight(line, serverUrl));

  const named = parseBearerChallenge(challenge.headers['www-authenticate'] ?? null)?.resourceMetadata;
  const hinted = named !== undefined && problemOfAddress(named) === undefined ? [named] : [];
  for (const url of hinted) line.allow(url, 'the challenge of the MCP server');
  const resourceUrls = [...new Set([...hinted, ...resourceMetadataUrls(serverUrl)])];
  const resourceLocations = await lookAt(line, 'MCP server', resourceUrls);
  found({ resourceLocations });

  const issuer = listOf(documentAt(resourceLocations), 'authorization_servers')?.[0];
  if (issuer === undefined || problemOfAddress(issuer)) return evidence;
  line.allow(issuer, 'the resource metadata');
  found({ issuer, serverLocations: await lookAt(line, 'authorization server', serverMetadataUrls(issuer)) });

  const server = documentAt(evidence.serverLocations);
  if (server) found(await tryEndpoints(line, evidence, server));
  return evidence;
}

/** All headers at once; if that is refused, one by one, so that the report can name the missing ones. */
async function tryPreflight(
  line: ReportLine,
  serverUrl: string,
): Promise<Pick<Evidence, 'preflight' | 'refusedHeaders'>> {
  const { attempt: preflight } = await line.send('MCP server', serverUrl, listTools(CLIENT_HEADERS));
  const refusedHeaders: string[] = [];
  if (preflight.outcome === 'unreadable') {
    for (const [name, value] of Object.entries(CLIENT_HEADERS)) {
      const { attempt } = await line.send('MCP server', serverUrl, listTools({ [name]: value }));
      if (attempt.outcome === 'unreadable') refusedHeaders.push(name);
    }
  }
  return { preflight, refusedHeaders };
}

/** Asks each endpoint for something it has to refuse. What counts is whether this page may read the refusal. */
async function tryEndpoints(
  line: ReportLine,
  evidence: Evidence,
  server: MetadataDocument,
): Promise<Partial<Evidence>> {
  function endpoint(name: string): string | undefined {
    const url = textOf(server, name);
    if (url === undefined || problemOfAddress(url)) return undefined;
    line.allow(url, 'the authorization server metadata');
    return url;
  }
  async function attempt(
    name: string,
    request: Parameters<ReportLine['send']>[2],
  ): Promise<Attempt | undefined> {
    const url = endpoint(name);
    return url === undefined ? undefined : (await line.send('authorization server', url, request)).attempt;
  }
  endpoint('revocation_endpoint');
  const { clientId } = evidence;
  const noCode = new URLSearchParams({ grant_type: 'authorization_code', code: 'not-a-code' });
  if (clientId) noCode.set('client_id', clientId);
  const tokenEndpoint = await attempt('token_endpoint', { method: 'POST', body: noCode });
  const registrationEndpoint = await attempt('registration_endpoint', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    // No JSON, so that even the most forgiving server registers nobody.
    body: '{',
  });
  // Of one's own origin everything can be read, which shows nothing; and there it may be a page that is opened.
  const authorization = endpoint('authorization_endpoint');
  const authorizationEndpoint = sharesOrigin(evidence, authorization)
    ? undefined
    : await attempt('authorization_endpoint', {});
  return {
    ...(tokenEndpoint && { tokenEndpoint }),
    ...(registrationEndpoint && { registrationEndpoint }),
    ...(authorizationEndpoint && { authorizationEndpoint }),
  };
}
