import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'vite';
import { onlySettings } from '../vite/settings.ts';

// `npm run size` measures the build that people deploy. It ignores the settings in `.env.local`.
const deployed = existsSync('src/lab')
  ? onlySettings({ VITE_OFFLINE: 'true' })
  : onlySettings({ VITE_MCP_SERVER_URL: 'https://mcp.example/mcp' });
Object.assign(process.env, deployed);
// An absolute folder, so that this build also shows that the plugins write into such a folder.
await build({ build: { outDir: resolve('dist-size') }, logLevel: 'warn' });
process.exitCode = spawnSync('size-limit', { stdio: 'inherit' }).status ?? 1;
