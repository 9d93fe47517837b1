import type { CallbackRequest, CallbackRun, Conduct, Purpose } from './callback.ts';
import type { Client } from './clients.ts';

export interface Measured {
  client: Client;
  /** The gzipped size of the scripts, in bytes. */
  bytes: {
    toToken: number;
    /** The same as `toToken`, without the size of React. */
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
  /** The time between the token and the arrival of the MCP client, if the token came first. */
  waitedForToolsMs: number;
  /** The time of the token request without the added latency. */
  tokenServerMs: number;
  /** The requests before the token, except the download of the code of the MCP client, which runs in parallel. */
  requestsToToken: Purpose[];
  requestsToResult: Purpose[];
}

/** @throws Error if there are no runs, or if the runs sent different requests. */
export function figuresOf({ runs, ...measured }: Measured): Figures {
  const [first] = runs;
  if (!first) throw new Error(`${measured.client.name} was never run.`);
  const asked = runs.map((run) => purposes(run.requests).join());
  if (new Set(asked).size > 1) {
    throw new Error(
      `${measured.client.name} sends different requests in different runs: ${[...new Set(asked)]}`,
    );
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

/** The order of the purposes in a report. The order is fixed, because concurrent requests arrive in any order. */
const ORDER: Purpose[] = ['document', 'script', 'discovery', 'token', 'MCP client', 'preflight', 'tool'];

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
