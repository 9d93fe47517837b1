import { useQuery } from '@tanstack/react-query';
import type { BearerChallenge } from '../../oauth/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import { useServerSessions } from '../server-sessions.ts';
import { DiscoveryFailed } from './DiscoveryFailed.tsx';
import { discoveryQuery } from './discovery-query.ts';
import { Findings } from './Findings.tsx';

/** Replaces the challenge of a refusal that has no challenge. */
const SILENT: BearerChallenge = { scopes: [] };

/**
 * Discovers where to sign in for a refused call, and offers the sign-in.
 *
 * @param challenge the challenge of the refusal. If it is absent, the discovery uses the well-known locations.
 * @param returnTo stores the call, and returns the path that continues it.
 */
export function SignInTo({
  serverUrl,
  challenge = SILENT,
  returnTo,
}: {
  serverUrl: string;
  challenge: BearerChallenge | undefined;
  returnTo(): string;
}) {
  const sessions = useServerSessions();
  const { data, error, isFetching, refetch } = useQuery(discoveryQuery(sessions, serverUrl, challenge));
  const again = () => void refetch();
  if (isFetching) return <Waiting>Asking the MCP server where to sign in</Waiting>;
  if (data) {
    return <Findings {...data} serverUrl={serverUrl} returnTo={returnTo} onLookAgain={again} />;
  }
  return (
    <div className="grid justify-items-start gap-4">
      <DiscoveryFailed serverUrl={serverUrl} error={error} onAgain={again} />
      <Button onClick={again}>Look again</Button>
    </div>
  );
}
