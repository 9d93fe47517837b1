import type { Run, RunOptions } from './run/run.ts';

let engine: typeof import('./run/run.ts') | undefined;

/** Loads the client and the servers of a run: more code than the rest of the page, which is read meanwhile. */
export async function loadEngine(): Promise<void> {
  // A part at a time, with room for a touch in between: all at once it is a sixth of a second on a phone.
  await import('../../mcp/client.ts');
  await import('./run/servers.ts');
  engine = await import('./run/run.ts');
}

/** `createRun` of an engine that is loaded. @throws Error before {@link loadEngine} is through. */
export function createRunOfEngine(options: RunOptions): Run {
  if (!engine) throw new Error('The engine is still on its way to this page. Try again in a moment.');
  return engine.createRun(options);
}
