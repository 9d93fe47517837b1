import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { msw } from 'msw/vite';
import { loadEnv, type PluginOption } from 'vite';
import { defineConfig } from 'vitest/config';
import { readServers } from './src/session-settings.ts';
import { appUrlOf } from './vite/app-url.ts';
import { serveClaimingWorker } from './vite/claiming-worker.ts';
import { clientMetadataDocument } from './vite/client-metadata.ts';
import { isOffline } from './vite/offline.ts';
import { packageVersion } from './vite/package-version.ts';
import { reachesAnyServer, securityHeaders } from './vite/security-headers.ts';
import { requireServer, settingsIn } from './vite/settings.ts';
import { hostNamed, routeFallback } from './vite/static-host.ts';
import { themeScript } from './vite/theme-script.ts';

const LAB_PLUGINS = join(import.meta.dirname, 'vite/lab.ts');
const HAS_LAB = existsSync(join(import.meta.dirname, 'src/lab'));

/**
 * What the first paint needs arrives in two files instead of twenty: the libraries, which stay the same from
 * one deployment to the next, and the app.
 */
const FIRST_PAINT = [
  { name: 'libraries', tags: ['$initial' as const], test: /node_modules/, priority: 1 },
  // Without the entry of a page, which has to remain a chunk of its own: the build's manifest names it, and only
  // its page may run it.
  { name: 'app', tags: ['$initial' as const], test: /(?<!\/main\.tsx|index\.html)$/ },
];

/** What the lab needs of a build, where the lab has not been deleted. */
async function labPlugins(): Promise<PluginOption[]> {
  if (!HAS_LAB) return [];
  const lab: { labPlugins(): PluginOption[] } = await import(pathToFileURL(LAB_PLUGINS).href);
  return lab.labPlugins();
}

export default defineConfig(async ({ mode, command, isPreview }) => {
  const env = settingsIn(loadEnv(mode, process.cwd(), 'VITE_'));
  const offline = isOffline(env, { command, lab: HAS_LAB });
  if (!isPreview) {
    requireServer(env, offline);
    // A setting that is wrong stops the build, not the first person who opens it.
    readServers(env, 'https://app.example/', offline);
  }
  // The lab looks at any server; a starter calls those it is set up for.
  const reach = HAS_LAB ? 'any-server' : 'configured-servers';
  return {
    base: appUrlOf(env)?.pathname ?? '/',
    // Decided here, as a constant, so that a build for real servers leaves the mocks out.
    define: {
      'import.meta.env.VITE_OFFLINE': JSON.stringify(String(offline)),
      'import.meta.env.VITE_CONNECT': JSON.stringify(String(offline || reachesAnyServer(env, reach))),
    },
    plugins: [
      await labPlugins(),
      packageVersion(),
      react(),
      tailwindcss(),
      (offline || command === 'serve') && [serveClaimingWorker(), msw()],
      securityHeaders(env, reach),
      themeScript(),
      clientMetadataDocument(env),
      routeFallback(hostNamed(env.VITE_STATIC_HOST, process.env)),
    ],
    server: { port: 5173, strictPort: true, host: 'localhost' },
    preview: { port: 4173, strictPort: true, host: 'localhost' },
    // Reached only through msw's virtual module, which the scan for dependencies does not see: found late, it
    // would reload the page in the middle of the first sign-in.
    optimizeDeps: { include: ['msw/browser'] },
    // The largest chunk is the offline world, which no first paint waits for; `npm run size` watches what does.
    build: {
      target: 'es2023',
      sourcemap: true,
      manifest: true,
      chunkSizeWarningLimit: 700,
      rolldownOptions: { output: { codeSplitting: { groups: FIRST_PAINT } } },
    },
    // A slow machine is no defect: how long things take is for the benchmarks to say. No test leaves anything in
    // its module or on the globals, so the files of a worker share what they import.
    test: {
      include: ['src/**/*.test.{ts,tsx}', '{docs,e2e,examples,scripts,vite}/**/*.test.ts'],
      testTimeout: 60_000,
      isolate: false,
    },
  };
});
