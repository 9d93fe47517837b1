import { addressSpace } from './address-space.ts';
import { curlCommand } from './curl-command.ts';
import type { OAuthError, Step } from './errors.ts';

/** What a page can say of a request whose answer the browser kept from it, to whoever can put it right. */
export interface CrossOriginFailure {
  step: Step;
  /** Whose server has to allow it. */
  owner: 'MCP server' | 'authorization server';
  /** As the browser reads it: parsed, with its control characters escaped. */
  url: string;
  /** The origin that has to be allowed: this page's. */
  origin: string;
  /** The response headers, name and value, with which the browser would have shown the answer. */
  headers: readonly (readonly [name: string, value: string])[];
  /** A `curl` command for a POSIX shell that shows what the server answers to this origin. */
  reproduce: string;
  /** Whether the address is of this machine or its network, which a browser may ask the person about. */
  local: boolean;
}

/** What each request needs of a server's CORS answer (Fetch, §3.3). */
const NEEDS: Record<
  Step,
  { owner: CrossOriginFailure['owner']; method: string; headers?: string; exposes?: string }
> = {
  challenge: {
    owner: 'MCP server',
    method: 'POST',
    headers: 'authorization, content-type, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id',
    exposes: 'WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version',
  },
  'resource metadata': { owner: 'MCP server', method: 'GET' },
  'server metadata': { owner: 'authorization server', method: 'GET' },
  registration: { owner: 'authorization server', method: 'POST', headers: 'content-type' },
  'token request': { owner: 'authorization server', method: 'POST', headers: 'authorization' },
  revocation: { owner: 'authorization server', method: 'POST', headers: 'authorization' },
  userinfo: { owner: 'authorization server', method: 'GET', headers: 'authorization' },
};

/**
 * {@link CrossOriginFailure} for a step, whether it failed or may fail.
 *
 * @throws TypeError for a URL that is not http or https.
 */
export function crossOriginNeeds(step: Step, url: string, origin: string): CrossOriginFailure {
  const { owner, method, headers, exposes } = NEEDS[step];
  const answer: [string, string][] = [['Access-Control-Allow-Origin', origin]];
  if (headers) {
    answer.push(['Access-Control-Allow-Methods', method], ['Access-Control-Allow-Headers', headers]);
  }
  if (exposes) answer.push(['Access-Control-Expose-Headers', exposes]);
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
    headers: answer,
    reproduce: curlCommand({
      url,
      ...(headers && { method: 'OPTIONS' }),
      headers: [...preflight, ['Origin', origin]],
    }),
    local: addressSpace(url) !== 'public',
  };
}

/**
 * Explains a request that no answer was shown for. The browser hides the cause: CORS, the network, a redirect
 * that is not followed, or a permission to reach the local network.
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
