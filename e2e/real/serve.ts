import { API_APP, APP, DPOP_APP } from './addresses.ts';
import { startRealServers } from './servers/start.ts';

// `playwright.config.ts` runs this file, which starts the servers of the real lane.
await startRealServers([APP, DPOP_APP], [API_APP]);
