import { onlySettings } from '../vite/settings.ts';

/** The app of the offline lane whose tokens have to be bound to a key of the browser, and its servers in the tab. */
export const DPOP_APP = 'http://localhost:4180';

export const dpopAppEnvironment = onlySettings({ VITE_OFFLINE: 'true', VITE_DPOP: 'required' });
