import { createContext, use } from 'react';
import type { Network } from './wire/recorder.ts';

/** The real network of this page, ready when its offline servers are; for servers that are not of a run. */
export const LiveNetwork = createContext<Network | undefined>(undefined);

/** @throws Error outside of the lab's routes. */
export function useLiveNetwork(): Network {
  const network = use(LiveNetwork);
  if (!network) throw new Error('The routes of the lab provide LiveNetwork.');
  return network;
}
