import type { CallbackRequest, CallbackRun, Conduct, Purpose } from './callback.ts';
import type { Client } from './clients.ts';

/** What was weighed, timed and watched of one client. */
export interface Measured {
  client: Client;
  /** Gzipped bytes of script. */
  bytes: {
    toToken: number;
    /** Had the page React for nothing. */
    toTokenWithoutReact?: number;
    toResult: number;
  };
  conduct: Conduct;
  runs: readonly CallbackRun[];
}

/** The figures of one client: times in milliseconds, each the median of its runs. */
export interface Figures extends Omit<Measured, 'runs'> {
  runs: number;
  runningMs: number;
  tokenMs: number;
  resultMs: number;
  /** For how long the token was there and the MCP client was not. */
  waitedForToolsMs: number;
  /** What the authorization server and this machine took to answer the token request, besides the latency. */
  tokenServerMs: number;
  /** What had to be asked for before there was a token; what is only fetched meanwhile is left out. */
  requestsToToken: Purpose[];
  requestsToResult: Purpose[];
}

/** @throws Error when there are no runs, or when they did not all ask for the same. */
export function figuresOf({ runs, ...measured }: Measured): Figures {
  const [first] = runs;
  if (!first) throw new Error(`${measured.client.name} was never run.`);
  const asked = runs.map((run) => purposes(run.requests).join());
  if (new Set(asked).size > 1) {
    throw new Error(`${measured.client.name} does not ask for the same each time: ${[...new Set(asked)]}`);
  }
  const middle = (of: (run: CallbackRun) => number) => median(runs.map(of));
  return {
    ...measured,
    runs: runs.length,
    runningMs: middle((run) => run.runningMs),
    tokenMs: middle((run) => run.tokenMs),
    resultMs: middle((run) => run.resultMs),
    waitedForToolsMs: middle((run) => Math.max(0, run.toolsLoadedMs - run.tokenMs)),
    tokenServerMs: middle((run) => run.requests.find(({ purpose }) => purpose === 'token')?.serverMs ?? 0),
    requestsToToken: purposes(
      first.requests.filter(({ purpose, atMs }) => atMs < first.tokenMs && purpose !== 'MCP client'),
    ),
    requestsToResult: purposes(first.requests),
  };
}

/** In the order in which they have to happen: two that are under way together may arrive either way. */
const ORDER: readonly Purpose[] = [
  'document',
  'script',
  'discovery',
  'token',
  'MCP client',
  'preflight',
  'tool',
];

function purposes(requests: readonly CallbackRequest[]): Purpose[] {
  return requests
    .map(({ purpose }) => purpose)
    .sort((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
