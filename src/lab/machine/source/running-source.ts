import { isAuthorizationRequest, isPushedRequest } from '../panes/steps.ts';
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

/**
 * The functions that an exchange ran. Without an exchange: the functions that make the verifier and the challenge. The
 * list is empty for an exchange with a server outside this tab, and for an exchange without a function of this app.
 */
export function runningFunctions(
  exchange: Exchange | undefined,
  /** The origin of the servers in this tab. */
  origin: string | undefined = globalThis.location?.origin,
): RunningFunction[] {
  if (!exchange) return RUNNING_FUNCTIONS.verifier;
  const moment = new URL(exchange.request.url).origin === origin ? momentOf(exchange) : undefined;
  const functions = moment ? RUNNING_FUNCTIONS[moment] : [];
  // An attacker has code of its own.
  return exchange.from === 'attacker' ? functions.filter(({ side }) => isServerSide(side)) : functions;
}

const isServerSide = (side: RunningFunction['side']): boolean =>
  side === 'authorization server' || side === 'MCP server';

function momentOf(exchange: Exchange): keyof typeof RUNNING_FUNCTIONS | undefined {
  const { to, channel, request } = exchange;
  const { pathname } = new URL(request.url);
  if (isPushedRequest(exchange)) return 'pushedRequest';
  if (pathname.includes('/.well-known/oauth-protected-resource')) return 'resourceMetadata';
  if (pathname.includes('/.well-known/')) return 'serverMetadata';
  if (isAuthorizationRequest(request)) return to === 'browser' ? 'authorizationRequest' : 'consent';
  if (to === 'client' && channel === 'front') return 'authorizationResponse';
  if (to === 'MCP server') return request.headers.authorization ? 'call' : 'challenge';
  switch (parameterOf(request, 'grant_type')) {
    case 'authorization_code':
      return 'exchange';
    case 'refresh_token':
      return 'refresh';
    default:
      return undefined;
  }
}
