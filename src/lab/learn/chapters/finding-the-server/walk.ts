import { parseBearerChallenge } from '../../../../oauth/index.ts';
import type { Run } from '../../../machine/run/run.ts';

/** What a client reads in the two documents before it decides. */
export interface DiscoveredServer {
  /** The authorization server that the resource metadata names. */
  named: string;
  issuer: string;
  methods: string;
}

/**
 * Discovers the server by hand, in the steps of a client. First it makes a call, which is refused. Then it requests the
 * document that the refusal names, and the document of the authorization server that the first document names.
 */
export async function walk(run: Run): Promise<DiscoveredServer> {
  const refusal = await run.send({
    method: 'POST',
    url: run.resource,
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: {} }),
  });
  const challenge = parseBearerChallenge(refusal.headers.get('WWW-Authenticate'));
  const resource = await getJson(run, challenge?.resourceMetadata ?? '');
  const named = String(Array.isArray(resource.authorization_servers) && resource.authorization_servers[0]);
  const { origin, pathname } = new URL(named);
  const server = await getJson(run, `${origin}/.well-known/oauth-authorization-server${pathname}`);
  return {
    named,
    issuer: String(server.issuer),
    methods: JSON.stringify(server.code_challenge_methods_supported),
  };
}

async function getJson(run: Run, url: string): Promise<Record<string, unknown>> {
  const response = await run.send({ method: 'GET', url, headers: {}, body: '' });
  return Object(await response.json());
}
