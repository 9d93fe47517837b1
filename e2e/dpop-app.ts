import { onlySettings } from '../vite/settings.ts';

/** An app of the offline lane that binds its tokens to a key of the browser. Its servers are in the tab. */
export const DPOP_APP = 'http://localhost:4180';

export const dpopAppEnvironment = onlySettings({ VITE_OFFLINE: 'true', VITE_DPOP: 'required' });
