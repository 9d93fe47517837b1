import { isPushedRequest } from '../panes/steps.ts';
import { type Exchange, parameterOf } from '../wire/exchange.ts';

/** A function that took part in an exchange: its file, and the side it runs on. */
export interface RunningFunction {
  side: 'client' | 'authorization server' | 'MCP server' | 'the same in Node';
  /** The path of the file below `src`. */
  file: string;
  name: string;
}

const client = (file: string, name: string) => ({ side: 'client', file: `oauth/${file}`, name }) as const;
const server = (file: string, name: string) =>
  ({ side: 'authorization server', file: `mocks/authorization-server/${file}`, name }) as const;

const VERIFIER: RunningFunction[] = [
  client('pkce.ts', 'createCodeVerifier'),
  client('pkce.ts', 'computeCodeChallenge'),
  { side: 'the same in Node', file: 'lab/machine/source/node-twin.ts', name: 'createCodeVerifierInNode' },
  { side: 'the same in Node', file: 'lab/machine/source/node-twin.ts', name: 'computeCodeChallengeInNode' },
];

/** Every list that {@link runningFunctions} may return. A test checks that all these functions exist. */
export const RUNNING_FUNCTIONS = {
  verifier: VERIFIER,
  challenge: [
    client('challenge-request.ts', 'provokeChallenge'),
    { side: 'MCP server', file: 'mocks/resource-server/presented-token.ts', name: 'verifyPresentedToken' },
  ],
  resourceMetadata: [client('metadata.ts', 'readProtectedResourceMetadata')],
  serverMetadata: [
    client('metadata.ts', 'readAuthorizationServerMetadata'),
    server('metadata.ts', 'metadata'),
  ],
  pushedRequest: [
    client('pushed-authorization-request.ts', 'pushAuthorizationRequest'),
    server('pushed-authorization-request.ts', 'storeRequest'),
    ...VERIFIER,
  ],
  authorizationRequest: [client('authorization-request.ts', 'createAuthorizationRequest'), ...VERIFIER],
  consent: [
    server('authorize.ts', 'authorize'),
    server('authorization-request.ts', 'findRecipient'),
    server('authorization-request.ts', 'checkRequest'),
  ],
  authorizationResponse: [
    client('authorization-response.ts', 'validateAuthorizationResponse'),
    client('authorization-response.ts', 'checkIssuer'),
  ],
  exchange: [
    client('token-endpoint.ts', 'exchangeCode'),
    server('token.ts', 'exchange'),
    server('check-pkce.ts', 'checkPkce'),
    server('verify-pkce.ts', 'comparePkce'),
  ],
  refresh: [client('token-endpoint.ts', 'refreshToken'), server('token.ts', 'refresh')],
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
