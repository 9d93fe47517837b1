import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { buildApp } from '../vite/build-app.ts';
import { onlySettings } from '../vite/settings.ts';

// `npm run size` measures the build that people deploy. It ignores the settings in `.env.local`. In the lab, the offline
// lane tests the same build, and does not build it again.
const deployed = existsSync('src/lab')
  ? { outDir: 'dist-offline', env: onlySettings({ VITE_OFFLINE: 'true' }) }
  : { outDir: 'dist-size', env: onlySettings({ VITE_MCP_SERVER_URL: 'https://mcp.example/mcp' }) };
if (!(await buildApp(deployed))) process.exit(1);
const env = { ...process.env, MEASURED_BUILD: deployed.outDir };
process.exitCode = spawnSync('size-limit', { stdio: 'inherit', env }).status ?? 1;
