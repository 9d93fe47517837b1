import type { Client } from '@modelcontextprotocol/client';
import { useQuery } from '@tanstack/react-query';
import { whoAmIQuery } from '../mcp/queries.ts';
import { useSession } from '../oauth/react/SessionProvider.tsx';
import type { Caller } from './interrupted-call.ts';
import { personKey } from './person-key.ts';

/**
 * For whom calls are made now: the person of the ID token, or else whom the MCP server takes the token for. Without
 * `openid` there is no ID token, and most MCP servers have no more than their who-am-i tool.
 *
 * @returns `undefined` while the MCP server is asked, and where nobody is signed in.
 */
export function useCaller(client: Client, serverUrl: string): Caller | undefined {
  const { state } = useSession();
  const grant = 'grant' in state ? state.grant : undefined;
  const asks = grant !== undefined && !grant.identity;
  const person = grant ? personKey(grant) : '';
  const { data, isError } = useQuery(whoAmIQuery(asks ? client : undefined, serverUrl, person));
  if (!grant) return undefined;
  if (grant.identity) return { issuer: grant.issuer, subject: grant.identity.subject };
  return data === undefined && !isError ? undefined : { issuer: grant.issuer, subject: data ?? null };
}
