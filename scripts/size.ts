import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { build } from 'vite';
import { onlySettings } from '../vite/settings.ts';

// `npm run size`: weighs the build that people deploy, whatever servers this machine is set up for.
const deployed = existsSync('src/lab')
  ? onlySettings({ VITE_OFFLINE: 'true' })
  : onlySettings({ VITE_MCP_SERVER_URL: 'https://mcp.example/mcp' });
Object.assign(process.env, deployed);
await build({ build: { outDir: 'dist-size' }, logLevel: 'warn' });
process.exitCode = spawnSync('size-limit', { stdio: 'inherit' }).status ?? 1;
