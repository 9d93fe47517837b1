import type { Run, RunOptions } from './run/run.ts';

let engine: typeof import('./run/run.ts') | undefined;

/** Loads the client and the servers of a run, which are more code than the rest of the page. */
export async function loadEngine(): Promise<void> {
  // The code is loaded in three parts, so that the page can handle input in between. A single part would block a phone
  // for 170 ms.
  await import('../../mcp/client.ts');
  await import('./run/servers.ts');
  engine = await import('./run/run.ts');
}

/** `createRun` of the loaded engine. @throws Error before {@link loadEngine} has finished. */
export function createRunOfEngine(options: RunOptions): Run {
  if (!engine) throw new Error('The engine is still loading. Try again in a moment.');
  return engine.createRun(options);
}
