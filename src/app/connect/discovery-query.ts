import { queryOptions } from '@tanstack/react-query';
import {
  type BearerChallenge,
  type ClientIdentification,
  type Discovery,
  discover,
  forgetDiscovery,
  identificationFor,
} from '../../oauth/index.ts';
import { discoveryChoices } from '../accepted.ts';
import type { ServerSessions } from '../server-sessions.ts';

/** Where to sign in to a server, and how this app identifies itself there. */
export interface SignInTarget {
  discovery: Discovery;
  identification: ClientIdentification;
}

/**
 * Discovers where to sign in to a server. Each fetch of the query discovers again, because the operator may have
 * changed the metadata.
 *
 * @param challenge the challenge of a refused call. If it is absent, the discovery first sends a call without a token.
 */
export function discoveryQuery(
  sessions: Pick<ServerSessions, 'platform' | 'identification'>,
  serverUrl: string,
  challenge?: BearerChallenge,
) {
  return queryOptions({
    queryKey: ['discovery', serverUrl, challenge ?? null],
    queryFn: async (): Promise<SignInTarget> => {
      const discovery = await discoverAgain(sessions, serverUrl, challenge);
      return {
        discovery,
        identification: await identificationFor(discovery.server, sessions.identification),
      };
    },
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
}

/** Discovers again, with the choices of the user so far. Stores the result for the sign-in. */
export function discoverAgain(
  { platform }: Pick<ServerSessions, 'platform'>,
  serverUrl: string,
  challenge?: BearerChallenge,
): Promise<Discovery> {
  const { tab } = platform.storage;
  const choices = discoveryChoices(tab, serverUrl);
  forgetDiscovery(tab, serverUrl);
  return discover(platform, serverUrl, choices.resource, { ...choices, challenge });
}
