/** Work that calls share while it is under way, its outcome included. */
export interface SingleFlight<Result> {
  (): Promise<Result>;
  /** The work that is under way, if any. */
  underWay(): Promise<Result> | undefined;
}

export function singleFlight<Result>(work: () => Promise<Result>): SingleFlight<Result> {
  let running: Promise<Result> | undefined;
  const run = () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
  return Object.assign(run, { underWay: () => running });
}
