import { API_APP, APP } from './addresses.ts';
import { startRealServers } from './servers/start.ts';

// The servers of the real lane, for `playwright.config.ts` beside this file.
await startRealServers([APP], [API_APP]);
