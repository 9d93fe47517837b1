import { useQuery } from '@tanstack/react-query';
import { discoveryKey } from '../../oauth/discovery.ts';
import {
  type BearerChallenge,
  type ClientIdentification,
  type Discovery,
  discover,
  identificationFor,
  type Platform,
} from '../../oauth/index.ts';
import { discoveryChoices } from '../accepted.ts';
import { useServerSessions } from '../server-sessions.ts';

/** Where to sign in to a server, and how this app identifies itself there. */
export interface SignInTarget {
  discovery: Discovery;
  identification: ClientIdentification;
  /** Whether a sign-in would use this discovery. Another part of the page may have discovered the same server since. */
  isStored(): boolean;
}

/**
 * Discovers where to sign in to a server. Each fetch of the query discovers again, and stores the result for the
 * sign-in, because the operator may have changed the metadata.
 *
 * @param challenge the challenge of a refused call. If it is absent, the discovery first sends a call without a token.
 * @returns `target` only if the last discovery succeeded. Otherwise a sign-in would use an earlier result, which the page
 * no longer shows.
 */
export function useDiscovery(serverUrl: string, challenge?: BearerChallenge) {
  const { platform, identification } = useServerSessions();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['discovery', serverUrl, challenge ?? null],
    queryFn: async ({ signal: left }): Promise<SignInTarget> => {
      const { tab } = platform.storage;
      const { resource, ...choices } = discoveryChoices(tab, serverUrl);
      const discovery = await discover(endedBy(left, withoutStored(platform)), serverUrl, resource, {
        ...choices,
        challenge,
      });
      const record = () => tab.getItem(discoveryKey(serverUrl));
      const stored = record();
      return {
        discovery,
        identification: await identificationFor(discovery.server, identification),
        isStored: () =>
          record() === stored &&
          discoveryChoices(tab, serverUrl).authorizationServer === choices.authorizationServer,
      };
    },
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  return { target: error ? undefined : data, error, isFetching, again: () => void refetch() };
}

/** Aborts each request when the user leaves the page. A browser opens only six connections to a host (HTTP/1.1). */
const endedBy = <Asking extends Pick<Platform, 'fetch'>>(left: AbortSignal, platform: Asking): Asking => ({
  ...platform,
  fetch: (url: string, { signal, ...init }: RequestInit) => {
    const ending = new AbortController();
    // Safari before version 17.4 lacks `AbortSignal.any`.
    for (const each of [left, signal]) each?.addEventListener('abort', () => ending.abort());
    if (left.aborted) ending.abort();
    return platform.fetch(url, { ...init, signal: ending.signal });
  },
});

/** Hides the stored result of an earlier discovery, which stays until the new result replaces it. */
function withoutStored({ storage: { tab }, ...platform }: Platform) {
  const nothing = { length: 0, key: () => null, getItem: () => null, removeItem() {} };
  return { ...platform, storage: { tab: { ...nothing, setItem: tab.setItem.bind(tab) } } };
}
