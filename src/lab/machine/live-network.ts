import { createContext, use } from 'react';
import type { Network } from './wire/recorder.ts';

/** The real network of this page, for servers outside a run. Its requests wait until the offline servers are ready. */
export const LiveNetwork = createContext<Network | undefined>(undefined);

/** @throws Error outside of the lab's routes. */
export function useLiveNetwork(): Network {
  const network = use(LiveNetwork);
  if (!network) throw new Error('The routes of the lab provide LiveNetwork.');
  return network;
}
