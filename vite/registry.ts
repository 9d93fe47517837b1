import type { Plugin } from 'vite';
import { registryDocuments } from '../scripts/registry/items.ts';

/** Writes the registry items into the folder `r` of a build. `npx shadcn add` reads them from any static host. */
export function registry(): Plugin {
  return {
    name: 'registry',
    apply: 'build',
    generateBundle() {
      for (const [name, source] of registryDocuments()) {
        this.emitFile({ type: 'asset', fileName: `r/${name}`, source });
      }
    },
  };
}
