import type { Plugin } from 'vite';
import { registryDocuments } from '../scripts/registry/items.ts';

/** Writes the items into a build below `r/`, so that any static host serves them to `npx shadcn add`. */
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
