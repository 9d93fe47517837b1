import { isPushedRequest } from '../panes/steps.ts';
import { type Exchange, parameterOf } from '../wire/exchange.ts';

/** A function that took part in an exchange: its file, and the side it runs on. */
export interface RunningFunction {
  side: 'client' | 'authorization server' | 'MCP server' | 'the same in Node';
  /** The path of the file below `src`. */
  file: string;
  name: string;
}

const VERIFIER: RunningFunction[] = [
  { side: 'client', file: 'oauth/pkce.ts', name: 'createCodeVerifier' },
  { side: 'client', file: 'oauth/pkce.ts', name: 'computeCodeChallenge' },
  { side: 'the same in Node', file: 'lab/machine/source/node-twin.ts', name: 'createCodeVerifierInNode' },
  { side: 'the same in Node', file: 'lab/machine/source/node-twin.ts', name: 'computeCodeChallengeInNode' },
];

/** Every list that {@link runningFunctions} may return. A test checks that all these functions exist. */
export const RUNNING_FUNCTIONS = {
  verifier: VERIFIER,
  challenge: [
    { side: 'client', file: 'oauth/challenge-request.ts', name: 'provokeChallenge' },
    { side: 'MCP server', file: 'mocks/resource-server/presented-token.ts', name: 'verifyPresentedToken' },
  ],
  resourceMetadata: [{ side: 'client', file: 'oauth/metadata.ts', name: 'readProtectedResourceMetadata' }],
  serverMetadata: [
    { side: 'client', file: 'oauth/metadata.ts', name: 'readAuthorizationServerMetadata' },
    { side: 'authorization server', file: 'mocks/authorization-server/metadata.ts', name: 'metadata' },
  ],
  pushedRequest: [
    { side: 'client', file: 'oauth/pushed-authorization-request.ts', name: 'pushAuthorizationRequest' },
    {
      side: 'authorization server',
      file: 'mocks/authorization-server/pushed-authorization-request.ts',
      name: 'storeRequest',
    },
    ...VERIFIER,
  ],
  authorizationRequest: [
    { side: 'client', file: 'oauth/authorization-request.ts', name: 'createAuthorizationRequest' },
    ...VERIFIER,
  ],
  consent: [
    { side: 'authorization server', file: 'mocks/authorization-server/authorize.ts', name: 'authorize' },
    {
      side: 'authorization server',
      file: 'mocks/authorization-server/authorization-request.ts',
      name: 'findRecipient',
    },
    {
      side: 'authorization server',
      file: 'mocks/authorization-server/authorization-request.ts',
      name: 'checkRequest',
    },
  ],
  authorizationResponse: [
    { side: 'client', file: 'oauth/authorization-response.ts', name: 'validateAuthorizationResponse' },
    { side: 'client', file: 'oauth/authorization-response.ts', name: 'checkIssuer' },
  ],
  exchange: [
    { side: 'client', file: 'oauth/token-endpoint.ts', name: 'exchangeCode' },
    { side: 'authorization server', file: 'mocks/authorization-server/token.ts', name: 'exchange' },
    { side: 'authorization server', file: 'mocks/authorization-server/check-pkce.ts', name: 'checkPkce' },
    { side: 'authorization server', file: 'mocks/authorization-server/verify-pkce.ts', name: 'comparePkce' },
  ],
  refresh: [
    { side: 'client', file: 'oauth/token-endpoint.ts', name: 'refreshToken' },
    { side: 'authorization server', file: 'mocks/authorization-server/token.ts', name: 'refresh' },
  ],
  call: [
    { side: 'client', file: 'mcp/client.ts', name: 'connectMcpClient' },
    { side: 'MCP server', file: 'mocks/resource-server/presented-token.ts', name: 'verifyPresentedToken' },
  ],
} satisfies Record<string, RunningFunction[]>;

/** The functions behind an exchange; without an exchange, the functions of verifier and challenge. */
export function runningFunctions(exchange: Exchange | undefined): RunningFunction[] {
  return RUNNING_FUNCTIONS[exchange ? momentOf(exchange) : 'verifier'];
}

function momentOf(exchange: Exchange): keyof typeof RUNNING_FUNCTIONS {
  const { from, to, request } = exchange;
  if (isPushedRequest(exchange)) return 'pushedRequest';
  if (request.url.includes('/.well-known/oauth-protected-resource')) return 'resourceMetadata';
  if (request.url.includes('/.well-known/')) return 'serverMetadata';
  if (to === 'browser') return 'authorizationRequest';
  if (to === 'client') return 'authorizationResponse';
  if (from === 'browser') return 'consent';
  if (to === 'MCP server') return request.headers.authorization ? 'call' : 'challenge';
  return parameterOf(request, 'grant_type') === 'refresh_token' ? 'refresh' : 'exchange';
}
