import { createServer } from 'vite';
import { appEnvironment } from './addresses.ts';
import { startRealServers } from './servers/start.ts';

// `npm run dev:real`: the app in development, signing in to real servers on two other origins.
Object.assign(process.env, appEnvironment);
const vite = await createServer();
await vite.listen();
const app = vite.resolvedUrls?.local[0] ?? '';
await startRealServers([new URL(app).origin]);
process.stdout.write(`Open ${app} and sign in as "ada" with any password.\n`);
