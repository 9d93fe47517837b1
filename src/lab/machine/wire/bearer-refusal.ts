import type { BearerRejection } from '../../../mocks/resource-server/bearer.ts';
import type { Exchange } from './exchange.ts';

const BEARER_REJECTIONS: readonly BearerRejection[] = [
  'no token',
  'malformed token',
  'bad signature',
  'wrong type',
  'wrong issuer',
  'wrong audience',
  'expired',
  'revoked',
  'not active',
];

/** Why the MCP server refused a token: it writes that down, and says less on the wire. */
export function bearerRefusalOf({ serverView }: Pick<Exchange, 'serverView'>): BearerRejection | undefined {
  for (const seen of serverView) {
    if (seen.kind !== 'wrote down' || seen.entry.by !== 'MCP server' || seen.entry.event !== 'refused')
      continue;
    return BEARER_REJECTIONS.find((rejection) => rejection === seen.entry.detail);
  }
  return undefined;
}
