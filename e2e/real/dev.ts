import { createServer } from 'vite';
import { appEnvironment, REGISTERING_MCP_SERVER } from './addresses.ts';
import { startRealServers } from './servers/start.ts';

// `npm run dev:real` starts the app in development, and real servers on other origins.
Object.assign(process.env, appEnvironment);
const vite = await createServer();
await vite.listen();
const app = vite.resolvedUrls?.local[0] ?? '';
await startRealServers([new URL(app).origin], [new URL(app).origin]);
process.stdout.write(`Open ${app} and sign in as "ada" with any password.
Or connect to ${REGISTERING_MCP_SERVER}, where the app registers itself: ${app}connect?server=${REGISTERING_MCP_SERVER}
`);
