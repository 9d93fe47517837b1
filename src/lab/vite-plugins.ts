import mdx from '@mdx-js/rollup';
import type { PluginOption } from 'vite';

/** What the lab needs of a build; `vite.config.ts` takes it along where the lab is. */
export function labPlugins(): PluginOption[] {
  return [{ enforce: 'pre', ...mdx() }];
}
