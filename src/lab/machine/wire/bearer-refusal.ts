import { DPOP_REJECTIONS } from '../../../mocks/dpop/rejections.ts';
import type { TokenRejection } from '../../../mocks/resource-server/presented-token.ts';
import type { Exchange } from './exchange.ts';

const TOKEN_REJECTIONS: readonly TokenRejection[] = [
  'no token',
  'malformed token',
  'bad signature',
  'wrong type',
  'wrong issuer',
  'wrong audience',
  'expired',
  'revoked',
  'not active',
  ...DPOP_REJECTIONS,
];

/** Why the MCP server refused a token: the log of the server has the exact reason, and its response says less. */
export function bearerRefusalOf({ serverView }: Pick<Exchange, 'serverView'>): TokenRejection | undefined {
  for (const seen of serverView) {
    if (seen.kind !== 'wrote down' || seen.entry.by !== 'MCP server' || seen.entry.event !== 'refused')
      continue;
    return TOKEN_REJECTIONS.find((rejection) => rejection === seen.entry.detail);
  }
  return undefined;
}
