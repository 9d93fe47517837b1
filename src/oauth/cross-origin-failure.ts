import { addressSpace } from './address-space.ts';
import { curlCommand } from './curl-command.ts';
import type { OAuthError, Step } from './errors.ts';

/**
 * What a page knows about a request whose response the browser hid. With this information, the operator of the server
 * can make the response readable.
 */
export interface CrossOriginFailure {
  step: Step;
  /** The server that has to allow the request. */
  owner: 'MCP server' | 'authorization server';
  /** The parsed URL, with control characters escaped. */
  url: string;
  /** The origin of this page, which the server has to allow. */
  origin: string;
  /** The response headers that would make the browser expose the response. */
  headers: readonly (readonly [name: string, value: string])[];
  /** A `curl` command for a POSIX shell: the preflight from this origin, or the request if it needs no preflight. */
  reproduce: string;
  /** Whether the address is on this machine or its local network: the browser may then ask the user for permission. */
  local: boolean;
}

/** The CORS response headers that each request needs (Fetch, §3.3). */
const NEEDS: Record<
  Step,
  { owner: CrossOriginFailure['owner']; method: string; headers?: string; exposes?: string }
> = {
  challenge: {
    owner: 'MCP server',
    method: 'POST',
    headers:
      'authorization, content-type, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, last-event-id',
    exposes: 'WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version',
  },
  'resource metadata': { owner: 'MCP server', method: 'GET' },
  'server metadata': { owner: 'authorization server', method: 'GET' },
  registration: { owner: 'authorization server', method: 'POST', headers: 'content-type' },
  // Only a client with a secret sends the header `Authorization` here and in a token request.
  'pushed authorization request': { owner: 'authorization server', method: 'POST', headers: 'authorization' },
  'token request': { owner: 'authorization server', method: 'POST', headers: 'authorization' },
  'token request with DPoP': {
    owner: 'authorization server',
    method: 'POST',
    headers: 'authorization, dpop',
    exposes: 'DPoP-Nonce',
  },
  revocation: { owner: 'authorization server', method: 'POST', headers: 'authorization' },
  userinfo: { owner: 'authorization server', method: 'GET', headers: 'authorization' },
};

/**
 * Describes the CORS headers that the request of a step needs, whether or not the request has failed.
 *
 * @throws TypeError for a URL that is not http or https.
 */
export function crossOriginNeeds(step: Step, url: string, origin: string): CrossOriginFailure {
  const { owner, method, headers, exposes } = NEEDS[step];
  const allow: [string, string][] = [['Access-Control-Allow-Origin', origin]];
  if (headers) {
    allow.push(['Access-Control-Allow-Methods', method], ['Access-Control-Allow-Headers', headers]);
  }
  if (exposes) allow.push(['Access-Control-Expose-Headers', exposes]);
  const { href } = new URL(url);
  const preflight: [string, string][] = headers
    ? [
        ['Access-Control-Request-Method', method],
        ['Access-Control-Request-Headers', headers],
      ]
    : [];
  return {
    step,
    owner,
    url: href,
    origin,
    headers: allow,
    reproduce: curlCommand({
      url,
      ...(headers && { method: 'OPTIONS' }),
      headers: [...preflight, ['Origin', origin]],
    }),
    local: addressSpace(url) !== 'public',
  };
}

/**
 * Explains a request without a readable response. The browser hides the cause: CORS, the network, a redirect that is
 * not followed, or a missing permission for the local network.
 *
 * @returns `undefined` for any other failure.
 */
export function explainCrossOriginFailure(
  { code, step, at }: OAuthError,
  origin: string,
): CrossOriginFailure | undefined {
  const hidden = code === 'unreachable' && step && at && new URL(at).origin !== origin;
  return hidden ? crossOriginNeeds(step, at, origin) : undefined;
}
