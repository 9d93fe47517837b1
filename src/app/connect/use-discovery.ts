import { useQuery } from '@tanstack/react-query';
import {
  type BearerChallenge,
  type ClientIdentification,
  type Discovery,
  discover,
  forgetDiscovery,
  identificationFor,
  type Platform,
} from '../../oauth/index.ts';
import { discoveryChoices } from '../accepted.ts';
import { useServerSessions } from '../server-sessions.ts';

/** Where to sign in to a server, and how this app identifies itself there. */
export interface SignInTarget {
  discovery: Discovery;
  identification: ClientIdentification;
}

/**
 * Discovers where to sign in to a server. Each fetch of the query discovers again, because the operator may have changed
 * the metadata, and stores the result for the sign-in.
 *
 * @param challenge the challenge of a refused call. If it is absent, the discovery first sends a call without a token.
 * @returns `target` only if the last discovery succeeded. Otherwise nothing is stored, and a sign-in would use metadata
 * that the page has not shown.
 */
export function useDiscovery(serverUrl: string, challenge?: BearerChallenge) {
  const { platform, identification } = useServerSessions();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['discovery', serverUrl, challenge ?? null],
    queryFn: async (): Promise<SignInTarget> => {
      const discovery = await discoverAgain(platform, serverUrl, challenge);
      return { discovery, identification: await identificationFor(discovery.server, identification) };
    },
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  return { target: error ? undefined : data, error, isFetching, again: () => void refetch() };
}

function discoverAgain(
  platform: Platform,
  serverUrl: string,
  challenge?: BearerChallenge,
): Promise<Discovery> {
  const { tab } = platform.storage;
  const choices = discoveryChoices(tab, serverUrl);
  forgetDiscovery(tab, serverUrl);
  return discover(platform, serverUrl, choices.resource, { ...choices, challenge });
}
