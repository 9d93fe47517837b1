import type { BearerChallenge } from '../../oauth/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import { DiscoveryFailed } from './DiscoveryFailed.tsx';
import { Findings } from './Findings.tsx';
import { useDiscovery } from './use-discovery.ts';

/** Used if the refusal has no challenge. */
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
  const { target, error, isFetching, again } = useDiscovery(serverUrl, challenge);
  if (isFetching) return <Waiting>Asking the MCP server where to sign in</Waiting>;
  if (target) {
    return <Findings {...target} serverUrl={serverUrl} returnTo={returnTo} onLookAgain={again} />;
  }
  return (
    <div className="grid justify-items-start gap-4">
      <DiscoveryFailed serverUrl={serverUrl} error={error} onAgain={again} />
      <Button onClick={again}>Look again</Button>
    </div>
  );
}
