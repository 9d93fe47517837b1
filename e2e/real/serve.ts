import { API_APP, APP, DPOP_APP } from './addresses.ts';
import { startRealServers } from './servers/start.ts';

// The servers of the real lane, for `playwright.config.ts` beside this file.
await startRealServers([APP, DPOP_APP], [API_APP]);
