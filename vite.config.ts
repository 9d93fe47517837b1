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
import { checkSettings } from './vite/check-settings.ts';
import { serveClaimingWorker } from './vite/claiming-worker.ts';
import { clientMetadataDocument } from './vite/client-metadata.ts';
import { fontPreload } from './vite/font-preload.ts';
import { isOffline } from './vite/offline.ts';
import { packageVersion } from './vite/package-version.ts';
import { reachesAnyServer, securityHeaders } from './vite/security-headers.ts';
import { requireReadable, requireServer, settingsIn } from './vite/settings.ts';
import { hostNamed, routeFallback } from './vite/static-host.ts';
import { themeScript } from './vite/theme-script.ts';

const LAB_PLUGINS = join(import.meta.dirname, 'vite/lab.ts');
const HAS_LAB = existsSync(join(import.meta.dirname, 'src/lab'));

/** Two files instead of twenty for the first paint: the libraries, which deployments rarely change, and the app. */
const FIRST_PAINT = [
  { name: 'libraries', tags: ['$initial' as const], test: /node_modules/, priority: 1 },
  // No entry of a page: the manifest names each as its own chunk, and only its page may run it.
  { name: 'app', tags: ['$initial' as const], test: /(?<!\/main\.tsx|index\.html)$/ },
];

/** The build plugins of the lab, if the lab exists. */
async function labPlugins(): Promise<PluginOption[]> {
  if (!HAS_LAB) return [];
  const lab: { labPlugins(): PluginOption[] } = await import(pathToFileURL(LAB_PLUGINS).href);
  return lab.labPlugins();
}

export default defineConfig(async ({ mode, command, isPreview }) => {
  // Unit tests read no settings, so that the `.env.local` of a developer cannot make them fail.
  const envDir: string | false = process.env.VITEST ? false : process.cwd();
  if (envDir) requireReadable(envDir, mode);
  const env = settingsIn(loadEnv(mode, envDir, 'VITE_'));
  const offline = isOffline(env, { command, lab: HAS_LAB });
  if (!isPreview) {
    requireServer(env, offline);
    checkSettings(env);
    // An invalid setting fails the build instead of the app.
    readServers(env, 'https://app.example/', offline);
  }
  // The lab calls any server; a starter calls only the configured ones.
  const reach = HAS_LAB ? 'any-server' : 'configured-servers';
  return {
    envDir,
    base: appUrlOf(env)?.pathname ?? '/',
    // A constant, so that a build for real servers leaves out the mocks.
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
      fontPreload(),
      themeScript(),
      clientMetadataDocument(env),
      routeFallback(hostNamed(env.VITE_STATIC_HOST, process.env)),
    ],
    server: { port: 5173, strictPort: true, host: 'localhost' },
    preview: { port: 4173, strictPort: true, host: 'localhost' },
    // Only a virtual module of msw imports it; a late discovery would reload the page during the first sign-in.
    optimizeDeps: { include: ['msw/browser'] },
    // The largest chunk is the offline world, which no first paint waits for; `npm run size` limits the others.
    build: {
      target: 'es2023',
      sourcemap: true,
      manifest: true,
      chunkSizeWarningLimit: 700,
      rolldownOptions: { output: { codeSplitting: { groups: FIRST_PAINT } } },
    },
    // A slow machine is no defect. No test changes globals or the state of modules, so files share imports.
    test: {
      include: ['src/**/*.test.{ts,tsx}', '{bench,docs,e2e,examples,scripts,vite}/**/*.test.ts'],
      testTimeout: 60_000,
      isolate: false,
      // By default one core stays free for an editor.
      maxWorkers: '100%',
    },
  };
});
