import { publicClient, type RegisteredClient } from '../../../mocks/authorization-server/store.ts';
import { computeCodeChallenge, createCodeVerifier } from '../../../oauth/index.ts';
import type { Run } from '../../machine/run/run.ts';
import { COUNTERFEIT } from '../../machine/run/server-of.ts';
import { randomBytes } from '../../machine/run/tab-platform.ts';
import { personNamed, signInAtServer } from '../../machine/run/user-agent.ts';
import { codeIn } from '../attacks/stolen-code.ts';

export const OWN_CLIENT = 'parcels';

export const ownRedirectUri = (origin: string): string => `${origin}${COUNTERFEIT}/callback`;

/** The attacker's own app, registered in the same way as the other apps. The victim knowingly signs in to this app. */
export function ownClient(origin: string): RegisteredClient {
  return publicClient(OWN_CLIENT, 'Parcels', ownRedirectUri(origin), {
    grantTypes: ['authorization_code', 'refresh_token'],
  });
}

/** Ada signs in to the attacker's app, and grants these scopes. @returns what the app needs to exchange the code. */
export async function signInToOwnClient(
  run: Run,
  { resource, scope }: { resource: string; scope: string },
): Promise<{ code: string; verifier: string }> {
  const verifier = createCodeVerifier({ randomBytes });
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: OWN_CLIENT,
    redirect_uri: ownRedirectUri(run.origin),
    scope,
    resource,
    code_challenge: await computeCodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const network = run.networkFor('browser', 'front');
  const landed = await signInAtServer(network, `${run.issuer}/authorize?${query}`, personNamed('ada'));
  return { code: codeIn(landed), verifier };
}
